import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { summaryOf } from '../support/cli.ts';
import { queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const DAY = '2018-11-02';

it('retry loads exactly the days of a run that failed or were not reached, once they are mended', async () => {
  const { run, path, warehouse } = await createSampleWorkspace();
  const file = path('sample', 'log_data', '2018', '11', `${DAY}-events.json`);
  const good = readFileSync(file, 'utf8');
  appendFileSync(file, '\nno record\n');

  const failed = await run(['run-all', '--all', '--chunk', '1', '--json']);
  expect(failed).toMatchObject({ code: 3 });
  expect(summaryOf(failed)).toMatchObject({ failedDays: [{ day: DAY }], pendingDays: ['2018-11-03'] });
  const [kept] = await queryDuckDb(warehouse, "select run_id from etl_runs where state = 'failed'");
  const id = String(kept?.run_id);

  expect(await run(['retry', 'nothing'])).toMatchObject({ code: 2 });
  expect(await run(['retry', id, '--quiet']), 'it is not mended yet').toMatchObject({ code: 3 });

  writeFileSync(file, good);
  const again = await run(['retry', id, '--json']);
  expect(again).toMatchObject({ code: 0 });
  expect(summaryOf(again).days).toEqual([DAY, '2018-11-03']);
  const days = await queryDuckDb(
    warehouse,
    'select distinct cast(log_date as varchar) as day from songplays order by 1',
  );
  expect(days.map(({ day }) => day)).toEqual(['2018-11-01', DAY, '2018-11-03']);

  const nothing = await run(['retry', id]);
  expect(nothing).toMatchObject({ code: 0, stdout: '' });
  expect(nothing.stderr).toMatch(/there is nothing to load again/);
});
