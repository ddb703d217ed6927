import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { BINARY, cleanEnvironment, eventsOf, eventsOfType } from '../support/cli.ts';
import { contentOf } from '../support/duckdb.ts';
import { startS3 } from '../support/s3.ts';
import { postgresPlaces } from '../support/server-places.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { troubleIn } from './server-suite.ts';

const ALL = ['run-all', '--all'];
const places = await postgresPlaces({ days: 2, eventsPerDay: 80, songs: 20 });
const { workspace } = places;

const undisturbed = await places.open();
expect(await undisturbed.run(ALL)).toMatchObject({ code: 0 });
const expected = await undisturbed.content();

describe('trouble that passes, beside the tasks', () => {
  let proxy: TcpProxy;
  afterEach(() => proxy.stop());

  /** Runs through a proxy that does something at the first message that matches, and tells what it does with that. */
  async function disturb(matching: RegExp, strike: () => 'cut-before' | 'cut-after') {
    const place = await places.open();
    proxy = await startTcpProxy(places);
    let isOver = false;
    proxy.setFault((text) => {
      if (isOver || !matching.test(text)) return undefined;
      isOver = true;
      return strike();
    });
    const url = places.url({ schema: place.schema, port: proxy.port, query: 'sslmode=disable' });
    const result = await place.run([...ALL, '--json'], { WAREHOUSE_URL: url });
    expect(result, troubleIn(result)).toMatchObject({ code: 0, stderr: '' });
    expect(isOver).toBe(true);
    expect(await place.content()).toEqual(expected);
    return { place, result };
  }

  /** Everybody is sent away, and nobody is let in for a while. */
  function restart(): void {
    proxy.setOpen(false);
    setTimeout(() => proxy.cut(), 50);
    setTimeout(() => proxy.setOpen(true), 400);
  }

  it.each([
    ['the lock is taken', /pg_try_advisory_lock/],
    ['the warehouse is opened', /create table if not exists etl_commits/],
    ['the ledger is read', /information_schema|from etl_files/],
  ])('a connection lost while %s: it is told, and done again', async (_, at) => {
    const { result } = await disturb(at, () => 'cut-before');
    const notices = eventsOfType(result, 'notice').map(({ message }) => message);
    const isTold = eventsOf(result).some(({ type }) => type === 'retry-scheduled');
    expect(isTold || notices.some((message) => /the connection was lost; attempt 2 of 4 follows/.test(message))).toBe(
      true,
    );
  });

  it('a server that is restarted while the warehouse is opened', async () => {
    await disturb(/pg_try_advisory_lock/, () => {
      restart();
      return 'cut-before';
    });
  });

  it.each([
    ['begins', /'running'/],
    ['ends', /delete from etl_runs/],
  ])('a connection lost while it is written down that the run %s: the history is kept', async (_, at) => {
    const { place, result } = await disturb(at, () => 'cut-before');
    expect(result.stdout).not.toContain('is not kept');
    expect(await place.query('select state, exit_code from {s}.etl_runs')).toEqual([
      { state: 'succeeded', exit_code: 0 },
    ]);
  });

  it.each([
    ['and was done', 'cut-after'],
    ['and was not done', 'cut-before'],
  ] as const)(
    'a server that is restarted while a commit is under way, %s: it is asked when it is back',
    async (_, how) => {
      await disturb(/insert into etl_commits/, () => {
        restart();
        return how;
      });
    },
  );
});

describe('a disk that is full, as a limit on the size of files', () => {
  const folder = workspace.path('.');
  /** Runs the program when no file may have more than so many blocks of 512 bytes. */
  function runLimited(blocks: number, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const command = ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, BINARY, ...args];
    const child = spawn('sh', command, { cwd: folder, env: cleanEnvironment({ cwd: folder, env }) });
    const ended = Promise.all([once(child, 'close'), text(child.stderr), text(child.stdout)]);
    return ended.then(([[code], stderr, stdout]) => ({ code, stderr, stdout }));
  }

  it.each([0, 4, 12, 60])('at %i KiB: exit code 5, and with room the next run loads everything', async (size) => {
    const warehouse = `full-${size}.duckdb`;
    const args = [...ALL, '--warehouse', `duckdb:${warehouse}`, ...sources()];
    const full = await runLimited(size * 2, args);
    expect(full.code, full.stderr).toBe(5);
    expect(full.stderr).toContain('make room on the disk');
    expect(full.stderr).not.toMatch(/^ +at /m);
    expect(await workspace.run(args)).toMatchObject({ code: 0 });
    const { songplays } = await contentOf(workspace.path(warehouse));
    expect(songplays).toHaveLength(expected.songplays?.length ?? 0);
  });

  it('in the last bytes of an object: it is not taken for whole', async () => {
    const s3 = await startS3();
    await s3.createBucket('sparkify');
    const log = readFileSync(workspace.path('sample/log_data/2018/11/2018-11-01-events.json'));
    const content = Buffer.concat([Buffer.alloc(8 * 1024 * 1024, '\n'), log]);
    await s3.put('sparkify', 'log_data/2018/11/2018-11-01-events.json', content);
    const args = [
      'stage',
      '--date',
      '2018-11-01',
      '--log-data',
      's3://sparkify/log_data',
      '--warehouse',
      'duckdb:cut.duckdb',
    ];
    expect(await workspace.run(['create-tables', '--warehouse', 'duckdb:cut.duckdb'])).toMatchObject({ code: 0 });
    const full = await runLimited(Math.floor(content.length / 512), [...args, '--only', 'events'], s3.environment);
    await s3.stop();
    expect(full.code, full.stderr).toBe(5);
    expect(full.stderr).toContain('cannot write to the temporary folder');
  });
});

function sources(): string[] {
  return ['--log-data', workspace.path('sample/log_data'), '--song-data', workspace.path('sample/song_data')];
}
