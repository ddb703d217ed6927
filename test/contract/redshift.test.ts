import { describeChecks } from './checks-suite.ts';
import { redshiftEngine } from './engines.ts';
import { describeOrder } from './order-suite.ts';
import { describePipeline } from './pipeline-suite.ts';

const engine = await redshiftEngine();
describePipeline(engine);
describeChecks(engine);
describeOrder(engine, 3);
