import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { SampleOptions } from '../../src/sample/options.ts';
import { type SampleReport, writeSample } from '../../src/sample/write-sample.ts';
import { type CliOptions, type CliResult, runCli } from './cli.ts';

/** A folder in which the program is run, with helpers to do so. It is removed after the tests of the file. */
export interface Workspace {
  readonly folder: string;
  readonly path: (...parts: string[]) => string;
  /** The DuckDB file that is used unless a test says otherwise. */
  readonly warehouse: string;
  readonly run: (args: readonly string[], options?: Omit<CliOptions, 'cwd'>) => Promise<CliResult>;
}

function createWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    path: (...parts) => join(folder, ...parts),
    warehouse: join(folder, 'sparkify.duckdb'),
    run: (args, options = {}) => runCli(args, { ...options, cwd: folder }),
  };
}

/** A workspace with data where the program looks for it unless told otherwise. */
export async function createSampleWorkspace(
  changes: Partial<SampleOptions> = {},
): Promise<Workspace & { readonly sample: SampleReport }> {
  const workspace = createWorkspace();
  return { ...workspace, sample: await addSample(workspace, 'sample', changes) };
}

/** Three days from 2018-11-01, unless told otherwise; a fifth of the plays find their song. */
export function addSample(
  workspace: Workspace,
  name: string,
  changes: Partial<SampleOptions> = {},
): Promise<SampleReport> {
  const options = { days: 3, users: 30, songs: 40, eventsPerDay: 200, seed: 11, knownShare: 0.2 };
  return writeSample({ ...options, ...changes, out: workspace.path(name) });
}
