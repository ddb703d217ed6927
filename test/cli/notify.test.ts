import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { eventsOfType, startCli } from '../support/cli.ts';
import { startWebhook } from '../support/webhook.ts';
import { addSample, createSampleWorkspace } from '../support/workspace.ts';

const DAY = ['run-all', '--date', '2018-11-01'];
const NO_DAY = ['run-all', '--date', '2019-01-01'];

const hook = await startWebhook();
afterAll(() => hook.stop());
beforeEach(() => {
  (hook.posted as unknown[]).length = 0;
  hook.answer(() => ({ status: 200 }));
});
const env = { NOTIFY_URL: `${hook.origin}/services/T0/B0/xyzzyxyzzyxyzzy` };
const told = () => hook.posted.map(({ body }) => [body.command, body.state, body.exitCode, body.isRecovery]);

describe('a notification', async () => {
  const { folder, run, path } = await createSampleWorkspace();

  it('comes with a failure, each time, and with the first success after it; of other commands nothing is known', async () => {
    expect(await run(DAY, { env })).toMatchObject({ code: 0 });
    expect(await run(NO_DAY, { env })).toMatchObject({ code: 3 });
    expect(await run(NO_DAY, { env })).toMatchObject({ code: 3 });
    expect(await run(['check'], { env })).toMatchObject({ code: 0 });
    const recovered = await run([...DAY, '--json'], { env });
    expect(await run(DAY, { env })).toMatchObject({ code: 0 });
    expect(told()).toEqual([
      ['run-all', 'failed', 3, false],
      ['run-all', 'failed', 3, false],
      ['run-all', 'succeeded', 0, true],
    ]);
    const [finished] = eventsOfType(recovered, 'run-finished');
    expect(finished?.previous).toEqual({ run: hook.posted[1]?.body.run, state: 'failed' });
    expect(eventsOfType(recovered, 'run-started')[0]?.run).toBe(hook.posted[2]?.body.run);
  });

  it.each([
    ['a wrong setting', ['run-all', '--date', 'today', '--max-errors', 'x'], { MAX_ERRORS: 'y' }],
    ['a warehouse that is none', DAY, { WAREHOUSE_URL: 'mysql://host/db' }],
    ['a log file that cannot be written', [...DAY, '--log-file', 'no/where.jsonl'], {}],
  ] as const)('comes with what keeps a run from beginning: %s', async (_, args, changes) => {
    const result = await run(args, { env: { ...env, ...changes } });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(told()).toEqual([['run-all', 'failed', 2, false]]);
    expect(result.stderr).toContain(hook.posted[0]?.body.error.message);
  });

  it('comes with a prune as with any run, but one that is only tried', async () => {
    const prune = ['prune', '--history-older-than', '1y'];
    const early = { ...env, WAREHOUSE_URL: 'duckdb:no-such.duckdb' };
    const failed = await run([...prune, '--quiet'], { env: early });
    expect(failed).toMatchObject({ code: 7, stdout: '' });
    expect(failed.stderr).toMatch(/^✖ .*\n {2}→ /);
    expect(await run(['prune'], { env })).toMatchObject({ code: 2 });
    expect(told()).toEqual([
      ['prune', 'failed', 7, false],
      ['prune', 'failed', 2, false],
    ]);
    expect(failed.stderr).toContain(hook.posted[0]?.body.error.message);

    expect(await run(['create-tables'])).toMatchObject({ code: 0 });
    const flags = ['--quiet', '--log-file', 'prune.jsonl', '--notify-on', 'always'];
    expect(await run([...prune, ...flags], { env })).toEqual(
      expect.objectContaining({ code: 0, stdout: '', stderr: '' }),
    );
    expect(await run([...prune, ...flags, '--dry-run'], { env })).toMatchObject({ code: 0 });
    expect(told().slice(2)).toEqual([['prune', 'succeeded', 0, false]]);
    const lines = readFileSync(path('prune.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { type: 'run-started', command: 'prune', warehouse: expect.stringContaining('duckdb') },
      { type: 'notice', message: expect.stringContaining('etl_runs 0') },
      { type: 'run-finished', summary: { state: 'succeeded', exitCode: 0 } },
    ]);
    const runs = JSON.parse((await run(['history', '--json', '--limit', '1'])).stdout);
    expect(runs).toMatchObject({ runs: [{ run: hook.posted[2]?.body.run, command: 'prune' }] });

    expect(await run([...prune, '--log-file', 'no/where.jsonl'], { env })).toMatchObject({ code: 2, stdout: '' });
    expect(await run([...prune, '--run-timeout', '1ms'], { env })).toMatchObject({ code: 9, stdout: '' });
    expect(told().slice(3)).toEqual([
      ['prune', 'failed', 2, false],
      ['prune', 'failed', 9, false],
    ]);
  });

  it('does not come where its own settings are wrong, and a log file has the error', async () => {
    const result = await run([...DAY, '--log-file', 'early.jsonl', '--notify-on', 'never'], { env });
    expect(result).toMatchObject({ code: 2 });
    expect(hook.posted).toEqual([]);
    const [line] = readFileSync(path('early.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({
      type: 'run-failed',
      run: expect.any(String),
      error: { kind: 'usage' },
    });
  });

  it('that cannot be posted is one line, and changes nothing else; the log file has it', async () => {
    hook.answer(() => ({ status: 403 }));
    const args = [...DAY, '--quiet', '--notify-on', 'always', '--log-file', 'etl.jsonl'];
    const result = await run(args, { env });
    expect(result).toMatchObject({ code: 0, stdout: '' });
    const line = `⚠ the notification could not be posted to ${hook.origin}: it answers 403`;
    expect(result.stderr.split('\n').filter((each) => each.startsWith('⚠'))).toEqual([line]);
    const lines = readFileSync(path('etl.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'notice', level: 'warning' });
    const runs = new Set(lines.map((line) => JSON.parse(line).run));
    expect(runs.size).toBe(1);
  });

  it.each([
    ['answers 500', { status: 500 }, /it answers 500/, 3],
    ['says nothing', 'silence', /no answer in time/, 1],
    ['breaks the connection', 'reset', /the connection failed/, 3],
  ] as const)('a webhook that %s changes nothing of how a run ends', async (_, answer, why, posts) => {
    hook.answer(() => answer);
    for (const [args, code] of [
      [[...DAY, '--notify-on', 'always'], 0],
      [NO_DAY, 3],
    ] as const) {
      const before = hook.posted.length;
      const result = await run([...args, '--plain'], { env });
      expect(result).toMatchObject({ code, signal: null });
      expect(result.stderr).toMatch(why);
      expect(hook.posted).toHaveLength(before + posts);
    }
  });

  it('nor does one that nobody answers for', async () => {
    const nobody = { NOTIFY_URL: 'http://127.0.0.1:1/hook', NOTIFY_ON: 'always' };
    expect(await run(DAY, { env: nobody })).toMatchObject({ code: 0 });
    expect((await run(NO_DAY, { env: nobody })).stderr).toMatch(/could not be posted to http:\/\/127\.0\.0\.1:1:/);
  });

  it('of an interrupted run comes too; a webhook that is silent does not keep the process', async () => {
    await addSample({ path } as Parameters<typeof addSample>[0], 'big', { days: 2, eventsPerDay: 60_000, users: 3000 });
    for (const [answer, posts] of [
      [{ status: 200 }, 1],
      ['silence', 2],
    ] as const) {
      hook.answer(() => answer);
      const big = { ...env, LOG_DATA: 'big/log_data', SONG_DATA: 'big/song_data' };
      const running = startCli(['run-all', '--all', '--json'], { cwd: folder, env: big });
      await running.seen('"task-started","task":"stage:events"');
      running.child.kill('SIGTERM');
      // After five seconds the signal itself would have ended it.
      expect(await running.ended).toMatchObject({ code: 143, signal: null });
      expect(told().slice(posts - 1)).toEqual([['run-all', 'interrupted', 143, false]]);
    }
  });
});

describe('what is at fault', async () => {
  const { run, path } = await createSampleWorkspace();
  const day = path('sample/log_data/2018/11/2018-11-04-events.json');
  const tellOf = async (args: readonly string[], changes: Record<string, string> = {}) => {
    const { code } = await run(args, { env: { ...env, ...changes } });
    return { code, body: hook.posted[0]?.body };
  };
  const listed = async () => (await run(['history', '--limit', '1'])).stdout;

  it('is named: the file, the line and the value of a catch-up; the history lists it too', async () => {
    expect(await run(['run-all'])).toMatchObject({ code: 0 });
    writeFileSync(day, '{"page": "NextSong", "ts": "soon", "sessionId": 1, "itemInSession": 0}\n');
    const { code, body } = await tellOf(['run-all']);
    expect(code).toBe(3);
    expect(body.error).toMatchObject({
      message: 'the day could not be loaded',
      hint: expect.stringContaining('retry'),
    });
    for (const text of [body.text, body.error.details.join('\n'), await listed()])
      expect(text).toMatch(/2018-11-04: .*2018-11-04-events\.json:1: column ts: .*soon/s);
    expect(body.text).not.toMatch(/records loaded/);
  });

  it('is named: every wrong setting, and every check of one’s own that is broken', async () => {
    const wrong = await tellOf(['run-all', '--date', 'X', '--from', 'Y'], { MAX_ERRORS: 'abc' });
    expect(wrong.code).toBe(2);
    expect(wrong.body.text).toMatch(/problems with the configuration:\n.*MAX_ERRORS: expected .*"abc"/s);
    expect(wrong.body.error.details.length).toBeGreaterThan(1);
    (hook.posted as unknown[]).length = 0;
    mkdirSync(path('broken'));
    for (const name of ['this', 'that'])
      writeFileSync(path(`broken/${name}.sql`), `-- Fine.\nselect ${name}_column from users\n`);
    const broken = await tellOf(['run-all', '--all', '--checks', 'broken']);
    expect(broken.code).toBe(8);
    expect(broken.body.text).toMatch(
      /2 tasks failed\n.*check that cannot be evaluated .*check this cannot be evaluated /s,
    );
  });

  it('is named: each of two checks that fail, and nothing is told as loaded', async () => {
    mkdirSync(path('checks'));
    for (const name of ['one', 'two'])
      writeFileSync(path(`checks/${name}.sql`), `-- Nobody is ${name}.\nselect user_id from users\n`);
    rmSync(day);
    const { code, body } = await tellOf(['run-all', '--all', '--checks', 'checks']);
    expect(code).toBe(1);
    expect(body.text).toMatch(/2 tasks failed\n.*check one failed.*check two failed/s);
    expect(body.text).toMatch(/records staged/);
    expect(await listed()).toMatch(/2 tasks failed: .*check one failed/);
  });

  it('is named: days that are still not loaded when a later run succeeds', async () => {
    const before = await tellOf(['run-all']);
    expect(before).toMatchObject({ code: 0, body: { isRecovery: true, incompleteDays: ['2018-11-04'] } });
    expect(before.body.text).toContain('still failed or not reached: 2018-11-04');
    (hook.posted as unknown[]).length = 0;
    writeFileSync(day, readFileSync(path('sample/log_data/2018/11/2018-11-03-events.json')));
    const broken = path('sample/log_data/2018/11/2018-11-05-events.json');
    writeFileSync(broken, 'no record');
    expect(await run(['run-all', '--date', '2018-11-05'], { env: { NOTIFY_URL: '' } })).toMatchObject({ code: 3 });
    rmSync(broken);
    const loaded = await run(['run-all', '--json'], { env });
    expect(loaded).toMatchObject({ code: 0 });
    const [finished] = eventsOfType(loaded, 'run-finished');
    expect(finished?.incompleteDays).toEqual(['2018-11-05']);
  });
});
