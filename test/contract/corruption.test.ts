import { describe } from 'vitest';
import { describeCorruption } from './corruption-suite.ts';
import { duckDbEngine, type Engine, postgresEngine, redshiftEngine } from './engines.ts';

const engines: Readonly<Record<string, Engine>> = {
  duckdb: duckDbEngine(),
  postgres: await postgresEngine(),
  redshift: await redshiftEngine(),
};
const RUNS: Readonly<Record<string, number>> = { duckdb: 8, postgres: 2, redshift: 2 };

describe.each(Object.entries(engines))('%s', (name, engine) => describeCorruption(engine, RUNS[name] ?? 1));
