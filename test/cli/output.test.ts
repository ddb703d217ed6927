import { spawnSync } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BINARY, cleanEnvironment, eventsOf, summaryOf } from '../support/cli.ts';
import { runInTerminal } from '../support/terminal.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const ESCAPE = String.fromCharCode(27);
/** Colours and weights; moving the cursor is no colour. */
const STYLE = new RegExp(`${ESCAPE}\\[[0-9;]*m`);

describe('output to a full disk', async () => {
  const { folder, run } = await createSampleWorkspace();
  const runInto = (args: readonly string[], stdout: string, stderr: string) => {
    const stdio = ['ignore', ...[stdout, stderr].map((file) => openSync(file, 'w'))] as const;
    const env = cleanEnvironment({ cwd: folder });
    return spawnSync(process.execPath, [BINARY, ...args], { cwd: folder, env, stdio: [...stdio] }).status;
  };
  const messages = join(folder, 'messages.txt');

  it('does not keep a run from its end, and is told', async () => {
    expect(runInto(['run-all', '--date', '2018-11-01', '--json'], '/dev/full', messages)).toBe(74);
    expect(readFileSync(messages, 'utf8')).toMatch(
      /^✖ standard output cannot be written: ENOSPC[^\n]*\n {2}→ [^\n]*\n$/,
    );
    expect(runInto(['run-all', '--date', '2018-11-02'], messages, '/dev/full')).toBe(0);
    expect(runInto(['query', 'most-played-songs'], '/dev/full', messages)).toBe(74);
    const { stdout } = await run(['query', '--sql', 'select count(distinct log_date) as days from songplays']);
    expect(stdout).toBe('days\r\n2\r\n');
    expect((await run(['history', '--json'])).stdout).not.toContain('"abandoned"');
  });
});

describe('--json', async () => {
  const { run } = await createSampleWorkspace();

  it('writes an object a line, from run-started to run-finished, and nothing on stderr', async () => {
    for (const args of [
      ['run-all', '--all'],
      ['stage', '--only', 'songs'],
      ['load-dims'],
      ['check'],
      ['create-tables'],
    ]) {
      const result = await run([...args, '--json']);
      expect(result, args.join(' ')).toMatchObject({ code: 0, stderr: '' });
      const events = eventsOf(result);
      expect(events.at(0)).toMatchObject({ type: 'run-started', command: args[0] });
      expect(events.at(-1)).toMatchObject({ type: 'run-finished', summary: { state: 'succeeded', exitCode: 0 } });
      for (const { time } of events) expect(new Date(time).toISOString()).toBe(time);
      expect(result.stdout.endsWith('\n')).toBe(true);
    }
  });

  it('tells of each task that it starts once and finishes once, after all that it needs', async () => {
    const events = eventsOf(await run(['run-all', '--all', '--json']));
    const [started] = events;
    if (started?.type !== 'run-started') throw new Error('expected run-started first');
    const order = events.flatMap((event) =>
      event.type === 'task-started' || event.type === 'task-finished' ? [`${event.type} ${event.task}`] : [],
    );
    expect(order).toHaveLength(2 * started.tasks.length);
    for (const { id, needs } of started.tasks) {
      expect(order.indexOf(`task-started ${id}`), id).toBeLessThan(order.indexOf(`task-finished ${id}`));
      for (const need of needs) {
        expect(order.indexOf(`task-finished ${need}`), id).toBeLessThan(order.indexOf(`task-started ${id}`));
      }
    }
  });

  it('ends a failed run with run-failed, then run-finished', async () => {
    const result = await run(['run-all', '--date', '2019-01-01', '--json']);
    expect(result).toMatchObject({ code: 3, stderr: '' });
    expect(eventsOf(result).map(({ type }) => type)).toEqual(['run-failed', 'run-finished']);
    expect(summaryOf(result)).toMatchObject({ state: 'failed', exitCode: 3 });
  });

  it('of sample is one object', async () => {
    const result = await run(['sample', '--out', 'more', '--days', '1', '--songs', '5', '--json']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(result.stdout)).toMatchObject({ type: 'sample-written', days: 1, songs: 5 });
  });
});

describe('--quiet', async () => {
  const { run } = await createSampleWorkspace();

  it('prints nothing at all when all is well', async () => {
    for (const args of [['run-all', '--all'], ['check']]) {
      expect(await run([...args, '--quiet'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    }
  });

  it('prints what is wrong', async () => {
    const result = await run(['run-all', '--date', '2019-01-01', '--quiet']);
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toMatch(/^✖ no log file for 2019-01-01/);
  });
});

describe('off a terminal', async () => {
  const { run, sample } = await createSampleWorkspace();

  it('progress goes to stderr as plain lines, the summary to stdout', async () => {
    const { code, stdout, stderr } = await run(['run-all', '--all']);
    expect(code).toBe(0);
    const lines = stderr.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\dZ (start|done|running|note|warning) /);
    for (const title of ['staging_events', 'staging_songs', 'songplays', 'users', 'songs', 'artists', 'time']) {
      expect(stderr).toMatch(new RegExp(`done .* ${title} `));
    }
    expect(stdout).toMatch(/^✔ Finished 2018-11-01 … 2018-11-03 \(3 days\) in /);
    const { events, songs, plays, artists } = sample;
    const records = events + songs;
    expect(stdout).toMatch(new RegExp(`records +${records} read = ${records} loaded \\+ 0 rejected`));
    for (const [table, rows] of Object.entries({
      staging_events: events,
      staging_songs: songs,
      songplays: plays,
      songs,
      artists,
    })) {
      expect(stdout).toMatch(new RegExp(`^ *${table} +${rows} rows$`, 'm'));
    }
    expect(stdout).toMatch(new RegExp(`matched +\\d+ of ${plays} plays found their song`));
    expect(stdout).toMatch(/checks +\d+ (warned, \d+ )?passed/);
    expect(stdout + stderr).not.toMatch(STYLE);
  });

  it('may be coloured with FORCE_COLOR', async () => {
    expect((await run(['check'], { env: { FORCE_COLOR: '1' } })).stderr).toMatch(STYLE);
  });
});

describe('on a terminal', async () => {
  const { folder } = await createSampleWorkspace();
  const show = async (args: readonly string[], env: Record<string, string> = {}) =>
    runInTerminal(process.execPath, [BINARY, ...args], { cwd: folder, env: cleanEnvironment({ cwd: folder, env }) });

  it('shows the tree of the graph, in colour, no line longer than 80 columns', async () => {
    const { exitCode, scrolled, wrapped, raw, cursorIsVisible } = await show(['run-all', '--all']);
    expect({ exitCode, wrapped, cursorIsVisible }).toEqual({ exitCode: 0, wrapped: [], cursorIsVisible: true });
    const text = scrolled.join('\n');
    for (const title of ['staging_events', 'staging_songs', 'songplays', 'users', 'songs', 'artists', 'time']) {
      expect(text).toMatch(new RegExp(`✔ .*${title}`));
    }
    expect(text).toMatch(/Finished 2018-11-01 … 2018-11-03/);
    expect(text.match(/Finished/g)).toHaveLength(1);
    expect(raw).toMatch(STYLE);
  });

  it('shows it without colour under NO_COLOR', async () => {
    const { exitCode, raw, scrolled } = await show(['run-all', '--all'], { NO_COLOR: '1' });
    expect(exitCode).toBe(0);
    expect(raw.replaceAll(`${ESCAPE}[0m`, '')).not.toMatch(STYLE);
    expect(scrolled.join('\n')).toMatch(/✔ .*songplays/);
  });

  it('shows a failure once, below the tree, with what to do', async () => {
    const { exitCode, scrolled, wrapped } = await show(['run-all', '--date', '2019-01-01']);
    expect(exitCode).toBe(3);
    expect(wrapped).toEqual([]);
    const text = scrolled.join('\n').replaceAll(/\s+/g, ' ');
    expect(text.match(/no log file for 2019-01-01/g)).toHaveLength(1);
    expect(text).toContain('→ check LOG_DATA');
  });

  it('shows plain lines with --plain, and in CI', async () => {
    for (const [args, env] of [
      [['--plain'], {}],
      [[], { CI: 'true' }],
    ] as const) {
      const { exitCode, scrolled } = await show(['check', ...args], { ...env });
      expect(exitCode).toBe(0);
      expect(scrolled.join('\n')).toMatch(/^\d\d:\d\d:\d\dZ start/);
    }
  });
});
