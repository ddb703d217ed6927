import { expect, it } from 'vitest';
import { startCli } from '../support/cli.ts';
import { holdDuckDb } from '../support/duckdb.ts';
import { postgresPlaces } from '../support/server-places.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const places = await postgresPlaces();

it('--wait waits until the run that has the warehouse is over', async () => {
  const { run, folder, warehouse } = await createSampleWorkspace();
  expect(await run(['run-all', '--date', '2018-11-01'])).toMatchObject({ code: 0 });
  const release = await holdDuckDb(warehouse);
  expect(await run(['run-all', '--date', '2018-11-02'])).toMatchObject({ code: 6 });
  expect(await run(['run-all', '--date', '2018-11-02', '--wait', '1s'])).toMatchObject({ code: 6 });
  const waiting = startCli(['run-all', '--date', '2018-11-02', '--wait', '5m'], { cwd: folder });
  await waiting.seen('waiting until the warehouse is free');
  release();
  expect(await waiting.ended).toMatchObject({ code: 0 });
});

it('eight processes at once on one PostgreSQL load each file once', async () => {
  const place = await places.open();
  const alone = await places.open();
  expect(await alone.run(['run-all', '--quiet'])).toMatchObject({ code: 0 });
  const runs = Array.from({ length: 8 }, () => place.run(['run-all', '--wait', '5m', '--quiet']));
  for (const result of await Promise.all(runs)) expect(result).toMatchObject({ code: 0, stdout: '' });
  expect(await place.content()).toEqual(await alone.content());
  const files =
    'select count(*) as files, count(distinct file_name) as names, count(distinct run_id) as runs from {s}.etl_files';
  const [[ledger], [expected]] = [await place.query(files), await alone.query(files)];
  expect(ledger).toEqual(expected);
  const [{ loaded } = {}] = await place.query(
    "select count(*) as loaded from {s}.etl_run_days where outcome = 'published'",
  );
  expect(Number(loaded), 'each day was published by one run only').toBe(3);
});
