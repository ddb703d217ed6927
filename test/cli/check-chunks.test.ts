import { expect, it } from 'vitest';
import { queryDuckDb } from '../support/duckdb.ts';
import { statementLog } from '../support/statements-sent.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const { path, run, warehouse } = await createSampleWorkspace({ days: 31, users: 5, songs: 10, eventsPerDay: 10 });

it('check reads all its chunks of days before it writes anything, and keeps the tasks of each', async () => {
  expect(await run(['run-all'])).toMatchObject({ code: 0 });
  const sent = statementLog(path('sent'));
  const checked = await run(['check', '--all', '--json'], { env: sent.environment });
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('"type":"chunk-started","number":2') });

  const statements = sent.take();
  const firstWrite = statements.findIndex((sql) => /^insert into etl_/.test(sql));
  const lastCheck = statements.findLastIndex((sql) => sql.includes('offending_rows'));
  expect(lastCheck).toBeGreaterThan(-1);
  expect(firstWrite).toBeGreaterThan(lastCheck);
  const kept = await queryDuckDb(
    warehouse,
    "select distinct t.chunk from etl_tasks t join etl_runs r using (run_id) where r.command = 'check' order by t.chunk",
  );
  expect(kept).toEqual([{ chunk: '1' }, { chunk: '2' }]);
});
