import { describeCatchUp } from './catch-up-suite.ts';
import { describeChecks } from './checks-suite.ts';
import { duckDbEngine } from './engines.ts';
import { describeOrder } from './order-suite.ts';
import { describePipeline } from './pipeline-suite.ts';
import { describeRecords } from './records-suite.ts';
import { describeSongFiles } from './song-files-suite.ts';
import { describeStaging } from './staging-suite.ts';
import { describeUnfinished } from './unfinished-suite.ts';

const engine = duckDbEngine();
describePipeline(engine);
describeChecks(engine);
describeRecords(engine);
describeStaging(engine);
describeCatchUp(engine);
describeUnfinished(engine);
describeOrder(engine, 12);
describeSongFiles(engine, 6);
