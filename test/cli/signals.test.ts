import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { BINARY, cleanEnvironment, runCli, startCli, summaryOf, temporaryFolder } from '../support/cli.ts';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { runInTerminal } from '../support/terminal.ts';
import { addSample, createSampleWorkspace } from '../support/workspace.ts';

// Large enough that staging, and then publishing, lasts many times as long as a signal takes to arrive.
const workspace = await createSampleWorkspace();
const big = { days: 2, eventsPerDay: 60_000, users: 3000, songs: 500, start: '2018-12-01' };
const { events } = await addSample(workspace, 'big', big);
const { folder, warehouse } = workspace;
const env = { LOG_DATA: 'big/log_data', SONG_DATA: 'big/song_data' };

const left = () => readdirSync(temporaryFolder(folder));

const small = workspace.path('small.duckdb');
expect(await workspace.run(['run-all', '--all', '--warehouse', `duckdb:${small}`])).toMatchObject({ code: 0 });
const smallContent = await contentOf(small);

/** Puts a small load into the warehouse; returns what is in it. */
function loadedBefore() {
  copyFileSync(small, warehouse);
  return smallContent;
}

async function stopAt(moment: string, signal: 'SIGINT' | 'SIGTERM') {
  const running = startCli(['run-all', '--all', '--json'], { cwd: folder, env });
  await running.seen(moment);
  running.child.kill(signal);
  return running.ended;
}

describe('a signal', () => {
  afterEach(async () => {
    expect(left(), 'no temporary files stay').toEqual([]);
    expect(await runCli(['run-all', '--all'], { cwd: folder, env }), 'the next run works').toMatchObject({ code: 0 });
    const counts = await queryDuckDb(
      warehouse,
      "select count(*)::int as events from staging_events where log_date >= '2018-12-01'",
    );
    expect(counts).toEqual([{ events }]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while files are staged ends with code %i, and nothing of them is loaded', async (signal, code) => {
    const before = loadedBefore();
    const result = await stopAt('"task-started","task":"stage:events"', signal);
    expect(result).toMatchObject({ code, signal: null, stderr: '' });
    expect(summaryOf(result)).toMatchObject({ state: 'interrupted', exitCode: code });
    const { staging_events, staging_songs, ...published } = await contentOf(warehouse);
    const { staging_events: eventsBefore, staging_songs: songsBefore, ...publishedBefore } = before;
    expect(published).toEqual(publishedBefore);
    expect(staging_events).toEqual(eventsBefore);
    // The songs are a load of their own: all of them, or none.
    expect([songsBefore?.length, (songsBefore?.length ?? 0) + big.songs]).toContain(staging_songs?.length);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while plays are published ends with code %i, and undoes it', async (signal, code) => {
    const { staging_events: _events, staging_songs: _songs, ...publishedBefore } = loadedBefore();
    const result = await stopAt('"task-started","task":"fact:songplays"', signal);
    expect(result).toMatchObject({ code, signal: null, stderr: '' });
    expect(result.stdout).toContain('"publish-finished","outcome":"rolled-back"');
    const published = await contentOf(warehouse, Object.keys(publishedBefore));
    expect(published).toEqual(publishedBefore);
  });

  it('Ctrl-C at a terminal leaves it tidy and says how it ended', async () => {
    loadedBefore();
    const { exitCode, scrolled, cursorIsVisible, wrapped } = await runInTerminal(
      process.execPath,
      [BINARY, 'run-all', '--all'],
      {
        cwd: folder,
        env: cleanEnvironment({ cwd: folder, env }),
        steps: [{ when: 'staging_events', type: '\u0003' }],
      },
    );
    expect({ exitCode, cursorIsVisible, wrapped }).toEqual({ exitCode: 130, cursorIsVisible: true, wrapped: [] });
    expect(scrolled.join('\n')).toMatch(/Interrupted after .* \(exit code 130\)/);
    expect(scrolled.join('\n')).toContain('stopped by SIGINT');
  });
});

describe('a signal to sample', () => {
  it('stops the writing with code 130', async () => {
    const args = ['sample', '--out', 'huge', '--days', '3000', '--events-per-day', '5000'];
    const running = startCli(args, { cwd: folder });
    // It tells nothing while it writes: its folder is what shows that it has begun.
    while (!readdirSync(folder).includes('huge')) await new Promise((resolve) => setTimeout(resolve, 20));
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 130, signal: null, stdout: '' });
    rmSync(`${folder}/huge`, { recursive: true });
  });
});
