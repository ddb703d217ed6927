import { postgresEngine } from './engines.ts';
import { describeOrder } from './order-suite.ts';
import { describePipeline } from './pipeline-suite.ts';

const engine = await postgresEngine();
describePipeline(engine);
describeOrder(engine, 4);
