import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { runCli, startCli, summaryOf } from '../support/cli.ts';
import { contentOf, holdDuckDb, queryDuckDb } from '../support/duckdb.ts';
import { startWebhook } from '../support/webhook.ts';
import { createSampleWorkspace } from '../support/workspace.ts';
import { describeRetry, RETRY_SAMPLE, type RetryPlace } from './retry-suite.ts';

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
  const early = await run(['retry', id, '--json']);
  expect(early, 'it is not mended yet').toMatchObject({ code: 3 });
  expect(summaryOf(early)).toMatchObject({ days: ['2018-11-03'], failedDays: [{ day: DAY }] });

  writeFileSync(file, good);
  const again = await run(['retry', id, '--json']);
  expect(again).toMatchObject({ code: 0 });
  expect(summaryOf(again).days).toEqual([DAY]);
  const days = await queryDuckDb(
    warehouse,
    'select distinct cast(log_date as varchar) as day from songplays order by 1',
  );
  expect(days.map(({ day }) => day)).toEqual(['2018-11-01', DAY, '2018-11-03']);

  const nothing = await run(['retry', id]);
  expect(nothing).toMatchObject({ code: 0, stdout: '' });
  expect(nothing.stderr).toMatch(/there is nothing to load again/);
});

it('a day that was mistyped, or whose file is not there yet, is no failed day', async () => {
  const { run, path, warehouse } = await createSampleWorkspace();
  const file = path('sample', 'log_data', '2018', '11', `${DAY}-events.json`);
  const good = readFileSync(file, 'utf8');
  appendFileSync(file, '\nno record\n');
  expect(await run(['run-all'])).toMatchObject({ code: 3 });
  expect(await run(['run-all', '--date', '2081-11-02'])).toMatchObject({ code: 3 });
  expect(await run(['run-all', '--from', '2018-11-03', '--to', '2018-11-05', '--strict'])).toMatchObject({ code: 3 });

  const status = JSON.parse((await run(['status', '--json'])).stdout);
  expect(status.days.map(({ day, state }: Record<string, string>) => `${day} ${state}`)).toEqual([
    '2018-11-01 published',
    `${DAY} failed`,
    '2018-11-03 published',
  ]);
  const outcomes = await queryDuckDb(
    warehouse,
    "select cast(log_date as varchar) as day, outcome from etl_run_days where log_date > '2018-11-02' order by 1, 2",
  );
  expect(outcomes.map(({ day, outcome }) => `${day} ${outcome}`)).toEqual([
    '2018-11-03 pending',
    '2018-11-03 published',
    '2018-11-04 missing',
    '2018-11-05 missing',
    '2081-11-02 missing',
  ]);

  writeFileSync(file, good);
  const again = await run(['retry', '--json']);
  expect(again).toMatchObject({ code: 0 });
  expect(summaryOf(again).days, 'of the latest run that left something: the strict one').toEqual(['2018-11-03']);
  expect(summaryOf(await run(['retry', '--json'])).days).toEqual([DAY]);
  expect((await run(['retry'])).stderr).toMatch(/there is nothing to load again/);
});

it('retry takes what a run takes, hands it on, and says what it will do only when it is asked rightly', async () => {
  const { run, path, warehouse } = await createSampleWorkspace();
  const file = path('sample', 'log_data', '2018', '11', `${DAY}-events.json`);
  const good = readFileSync(file, 'utf8');
  appendFileSync(file, '\nno record\n');
  expect(await run(['run-all', '--all', '--chunk', '1'])).toMatchObject({ code: 3 });
  writeFileSync(file, good);

  for (const args of [['--offline'], ['--sql'], ['--chunk', '0'], ['--no-block', 'nonsense']]) {
    const refused = await run(['retry', ...args]);
    expect(refused, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(args[0]);
    expect(refused.stderr).not.toContain('what run');
  }
  const unreachable = { env: { WAREHOUSE_URL: 'postgres://etl@127.0.0.1:1/plays' } };
  expect(await run(['retry', '--sql', '--retries', '0'], unreachable)).toMatchObject({ code: 2 });

  const planned = await run(['retry', 'last', '--dry-run']);
  expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining(DAY) });
  expect(planned.stderr).toMatch(/^would load again what run \S+ \(run-all\) did not load: /);
  expect(await queryDuckDb(warehouse, 'select count(*)::int as runs from etl_runs')).toEqual([{ runs: 1 }]);

  const ambiguous = [await run(['run-all', '--date', '2018-11-01']), await run(['retry', '20'])];
  expect(ambiguous.at(-1)).toMatchObject({ code: 2, stdout: '' });
  expect(ambiguous.at(-1)?.stderr).toMatch(/2 runs begin with "20"\n( +20\d{6}T\S+\n){2}.*give more of the id/);
  const [first] = await queryDuckDb(warehouse, "select run_id as id from etl_runs where state = 'failed'");

  const hook = await startWebhook();
  const told = ['--log-file', 'retry.jsonl', '--notify', hook.origin, '--notify-on', 'always'];
  const limits = ['--task-timeout', '30m', '--run-timeout', '1h'];
  const again = await run(['retry', String(first?.id), ...told, ...limits, '--json']);
  await hook.stop();
  expect(again, again.stderr).toMatchObject({ code: 0 });
  expect(readFileSync(path('retry.jsonl'), 'utf8')).toContain('"type":"run-finished"');
  expect(hook.posted.map(({ body }) => [body.command, body.state])).toEqual([['run-all', 'succeeded']]);

  const nothing = await run(['retry', 'last']);
  expect(nothing).toMatchObject({ code: 0, stderr: expect.stringContaining('there is nothing to load again') });
});

it('retry that cannot begin tells of it as a run does', async () => {
  const { run, path } = await createSampleWorkspace();
  const hook = await startWebhook();
  const told = ['--log-file', 'retry.jsonl', '--notify', hook.origin];
  const env = { WAREHOUSE_URL: 'postgres://etl@127.0.0.1:1/plays' };
  const ended = await run(['retry', ...told], { env });
  const planned = await run(['retry', ...told, '--dry-run'], { env });
  await hook.stop();
  expect(ended).toMatchObject({ code: 5 });
  expect(planned).toMatchObject({ code: 5 });
  expect(readFileSync(path('retry.jsonl'), 'utf8')).toMatch(/^[^\n]*"type":"run-failed"[^\n]*\n$/);
  expect(hook.posted.map(({ body }) => [body.command, body.state])).toEqual([['retry', 'failed']]);
});

it('retry looks again what is left when a connection was lost', async () => {
  const { run } = await createSampleWorkspace();
  const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const env = { WAREHOUSE_URL: `postgres://etl@127.0.0.1:${port}/plays?sslmode=disable` };
  const ended = await run(['retry', '--retries', '1', '--retry-delay', '1s'], { env });
  await new Promise((resolve) => server.close(resolve));
  expect(ended).toMatchObject({ code: 5, stderr: expect.stringContaining('trying again (2 of 2)') });
});

it('retry has no more time to look what is left than a run has', async () => {
  const { run, path, warehouse } = await createSampleWorkspace();
  expect(await run(['run-all', '--quiet'])).toMatchObject({ code: 0 });
  const release = await holdDuckDb(warehouse);
  const ended = await run(['retry', '--wait', '5m', '--run-timeout', '2s', '--log-file', 'retry.jsonl']);
  release();
  expect(ended).toMatchObject({ code: 9, stderr: expect.stringContaining('RUN_TIMEOUT') });
  expect(readFileSync(path('retry.jsonl'), 'utf8')).toContain('"type":"run-failed"');
});

it('retry loads the songs that a run could not load, although all its days are', async () => {
  const { run, path, warehouse } = await createSampleWorkspace();
  expect(await run(['run-all', '--date', '2018-11-01'])).toMatchObject({ code: 0 });
  const file = path('sample', 'song_data', 'new.json');
  writeFileSync(file, '\nno record\n');
  const failed = await run(['run-all']);
  expect(failed).toMatchObject({ code: 3 });
  expect(failed.stderr).toMatch(/new song files could not be loaded; the days are, with the songs of before/);
  expect(failed.stderr).toContain('new.json');
  expect(await queryDuckDb(warehouse, 'select count(distinct log_date)::int as days from songplays')).toEqual([
    { days: 3 },
  ]);

  const song = { song_id: 'SONEWER12A8C13ABCD', artist_id: 'ARNEWER1187B98ABCD', artist_name: 'New', title: 'Newer' };
  writeFileSync(file, JSON.stringify({ ...song, num_songs: 1, duration: 100.5, year: 2018 }));
  for (const wanted of [[], ['last']]) {
    const planned = await run(['retry', ...wanted, '--dry-run']);
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.stderr).toMatch(/^run \S+ \(run-all\) could not load new songs: would load what is new/);
  }
  const again = await run(['retry', '--json']);
  expect(again).toMatchObject({ code: 0 });
  expect(summaryOf(again)).toMatchObject({ days: [], tables: { staging_songs: 1 } });
  expect(await queryDuckDb(warehouse, "select title from songs where title = 'Newer'")).toEqual([{ title: 'Newer' }]);
  expect((await run(['retry'])).stderr).toMatch(/there is nothing to load again/);
});

const workspace = await createSampleWorkspace(RETRY_SAMPLE);
let opened = 0;

function openPlace(): RetryPlace {
  opened += 1;
  const folder = workspace.path(`place-${opened}`);
  mkdirSync(folder);
  const file = `${folder}/sparkify.duckdb`;
  const options = (changes = {}) => {
    const source = { LOG_DATA: workspace.path('sample', 'log_data'), SONG_DATA: workspace.path('sample', 'song_data') };
    return { cwd: folder, env: { ...source, ...changes } };
  };
  return {
    folder,
    run: (args, changes) => runCli(args, options(changes)),
    start: (args, changes) => startCli(args, options(changes)),
    content: () => contentOf(file),
    query: (sql) => queryDuckDb(file, sql.replaceAll('{s}.', '')),
  };
}

await describeRetry('DuckDB', {
  workspace,
  open: async () => openPlace(),
  source: async (name) => ({
    LOG_DATA: workspace.path(name, 'log_data'),
    SONG_DATA: workspace.path(name, 'song_data'),
  }),
  endless: `select count(*) as n from range(10000000) a, range(10000000) b, songplays
where a.range + b.range = -1 having count(*) > 0`,
});
