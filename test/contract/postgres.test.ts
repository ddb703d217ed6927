import { describeChecks } from './checks-suite.ts';
import { postgresEngine } from './engines.ts';
import { describeOrder } from './order-suite.ts';
import { describePipeline } from './pipeline-suite.ts';

const engine = await postgresEngine();
describePipeline(engine);
describeChecks(engine);
describeOrder(engine, 4);
