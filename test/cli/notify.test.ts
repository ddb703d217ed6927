import { readFileSync } from 'node:fs';
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
