import { duckDbEngine } from './engines.ts';
import { describeOrder } from './order-suite.ts';
import { describePipeline } from './pipeline-suite.ts';

const engine = duckDbEngine();
describePipeline(engine);
describeOrder(engine, 10);
