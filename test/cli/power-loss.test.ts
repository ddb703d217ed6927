import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, startCli } from '../support/cli.ts';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const { run, path, folder, warehouse } = await createSampleWorkspace({ days: 4, eventsPerDay: 60 });
const BLOCK = 4096;

/**
 * What a loss of power can leave of a log whose end had not reached the disk: blocks of a file that has grown come in any
 * order or not at all, and those that did not come are zero.
 */
const DAMAGES: Readonly<Record<string, (log: Buffer) => Buffer>> = {
  'room at its end was never written': (log) => Buffer.concat([log, Buffer.alloc(BLOCK)]),
  'its last block was never written': (log) => zeroed(log, log.length - BLOCK, log.length),
  'its last third was never written': (log) => zeroed(log, Math.floor((log.length * 2) / 3), log.length),
  'a block in its middle was never written': (log) =>
    zeroed(log, Math.floor(log.length / 2), Math.floor(log.length / 2) + BLOCK),
};

function zeroed(log: Buffer, from: number, to: number): Buffer {
  return Buffer.from(log).fill(0, from, to);
}

/** A copy of the killed run's file and its log, the log changed. */
function damaged(name: string, damage: (log: Buffer) => Buffer): { file: string; log: Buffer; args: string[] } {
  mkdirSync(path(name));
  const file = path(name, 'w.duckdb');
  copyFileSync(path('killed.duckdb'), file);
  const log = damage(readFileSync(path('killed.duckdb.wal')));
  writeFileSync(`${file}.wal`, log);
  return { file, log, args: ['--warehouse', `duckdb:${file}`] };
}

describe('a DuckDB file whose log a loss of power has torn', () => {
  let expected: Record<string, string[]>;

  beforeAll(async () => {
    expect(await run(['run-all', '--all'])).toMatchObject({ code: 0 });
    expected = await contentOf(warehouse);
    const running = startCli(['run-all', '--all', '--chunk', '1', '--json', '--warehouse', 'duckdb:killed.duckdb'], {
      cwd: folder,
    });
    await running.seen('"type":"chunk-started","number":4');
    running.child.kill('SIGKILL');
    expect((await running.ended).code).toBeNull();
    expect(existsSync(path('killed.duckdb.wal'))).toBe(true);
  });

  it.each(Object.entries(DAMAGES))('is mended by the next run, where %s', async (name, damage) => {
    const { file, log, args } = damaged(name, damage);
    const again = await run(['run-all', '--json', ...args]);
    expect(again, again.stderr + again.stdout).toMatchObject({ code: 0, stderr: '' });
    const torn = readdirSync(path(name)).filter((each) => each.includes('.wal.torn-'));
    expect(torn).toHaveLength(1);
    // Nothing is thrown away.
    expect(readFileSync(path(name, torn[0] ?? '')).equals(log)).toBe(true);
    const notices = eventsOf(again).flatMap((event) => (event.type === 'notice' ? [event.message] : []));
    expect(notices.filter((message) => message.includes(join(path(name), torn[0] ?? '')))).toHaveLength(1);
    expect(notices.some((message) => /never ended/.test(message))).toBe(true);
    expect(await contentOf(file)).toEqual(expected);
    const loaded = await queryDuckDb(file, 'select count(*) as n, count(distinct file_name) as of_them from etl_files');
    expect(loaded[0]?.n).toBe(loaded[0]?.of_them);
    const third = await run(['run-all', ...args]);
    expect(third).toMatchObject({ code: 0 });
    expect(third.stdout).not.toContain('torn');
  });

  it('is left as it is by who only reads, and who then says what mends it', async () => {
    const { file, log, args } = damaged('read', (whole) => Buffer.concat([whole, Buffer.alloc(BLOCK)]));
    const before = readFileSync(file);
    for (const command of [['status'], ['history'], ['check', '--date', '2018-11-01'], ['plan']]) {
      const { code, stderr, stdout } = await run([...command, ...args]);
      expect({ command, code }).toEqual({ command, code: 5 });
      expect(stderr + stdout).toMatch(/w\.duckdb\.wal.*loss of power.*sparkify-etl create-tables/s);
    }
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readFileSync(`${file}.wal`).equals(log)).toBe(true);
    expect(readdirSync(path('read')).sort()).toEqual(['w.duckdb', 'w.duckdb.wal']);
  });

  it('is reported by doctor with what mends it', async () => {
    const { args } = damaged('doctor', (whole) => Buffer.concat([whole, Buffer.alloc(BLOCK)]));
    const { code, stdout } = await run(['doctor', ...args]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/loss of power.*create-tables/s),
    });
  });
});
