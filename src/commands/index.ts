import { check } from './check.ts';
import type { Command } from './command.ts';
import { createTables } from './create-tables.ts';
import { doctor } from './doctor.ts';
import { exportJob } from './export.ts';
import { history } from './history.ts';
import { loadDims } from './load-dims.ts';
import { loadFact } from './load-fact.ts';
import { plan } from './plan.ts';
import { prune } from './prune.ts';
import { query } from './query.ts';
import { rematch } from './rematch.ts';
import { retry } from './retry.ts';
import { runAll } from './run-all.ts';
import { sample } from './sample.ts';
import { stage } from './stage.ts';
import { status } from './status.ts';

/** The subcommands, in the order of --help. Add one here. */
export const COMMANDS: readonly Command[] = [
  runAll,
  plan,
  createTables,
  stage,
  loadFact,
  loadDims,
  rematch,
  retry,
  check,
  query,
  exportJob,
  doctor,
  status,
  history,
  prune,
  sample,
];
