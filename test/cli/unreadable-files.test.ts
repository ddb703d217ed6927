import { spawnSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BINARY, cleanEnvironment } from '../support/cli.ts';
import { queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

it('a log that may not be read is named, with exit code 4, and keeps no other day away', async () => {
  const { folder, path, warehouse } = await createSampleWorkspace();
  const file = path('sample', 'log_data', '2018', '11', '2018-11-02-events.json');
  // So large that DuckDB reads it where it lies.
  expect(statSync(file).size).toBeGreaterThan(64 * 1024);
  chmodSync(file, 0o000);
  chmodSync(folder, 0o777);
  // Nothing is closed to root.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const env = { ...cleanEnvironment({ cwd: folder }), TMPDIR: folder };
  const options = { cwd: folder, env, encoding: 'utf8', ...user } as const;
  const { status, stderr } = spawnSync(process.execPath, [BINARY, 'run-all', '--quiet'], options);
  expect({ status, stderr }).toEqual({
    status: 4,
    stderr: expect.stringMatching(/no permission to read \S*2018-11-02-events\.json/),
  });
  const days = await queryDuckDb(
    warehouse,
    'select distinct cast(log_date as varchar) as day from songplays order by 1',
  );
  expect(days.map(({ day }) => day)).toEqual(['2018-11-01', '2018-11-03']);
});
