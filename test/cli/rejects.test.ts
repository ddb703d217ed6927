import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Defects } from '../../src/sample/defects/expectation.ts';
import { eventsOfType, summaryOf } from '../support/cli.ts';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { addSample, createSampleWorkspace } from '../support/workspace.ts';

const workspace = await createSampleWorkspace({ seed: 5 });
const broken = await addSample(workspace, 'broken', { defects: true });
const { path, run, warehouse } = workspace;
const defects = JSON.parse(readFileSync(path('broken/defects.json'), 'utf8')) as Defects;
const source = ['--log-data', 'broken/log_data', '--song-data', 'broken/song_data'];

/** As in staging_rejects: the file below the sample's folder, line and column. */
const places = (rejects: Defects['rejects']) =>
  rejects.map(({ file, line, column }) => `${file}:${line} ${column ?? '-'}`).sort();

async function rejectsIn(file: string): Promise<string[]> {
  const rows = await queryDuckDb(file, 'select * from staging_rejects');
  for (const row of rows) expect(row.reason).toMatch(/\w/);
  return rows
    .map((row) => `${String(row.file_name).replace(/^.*broken\//, '')}:${row.line_number} ${row.column_name ?? '-'}`)
    .sort();
}

describe('broken records', () => {
  it('fail the stage without --max-errors: exit code 3, nothing is loaded, the places are named', async () => {
    expect(await run(['run-all', '--all'])).toMatchObject({ code: 0 });
    const before = await contentOf(warehouse);
    const result = await run(['run-all', '--all', '--json', ...source]);
    expect(result).toMatchObject({ code: 3, stderr: '' });
    expect(await contentOf(warehouse)).toEqual(before);
    expect(summaryOf(result)).toMatchObject({ state: 'failed', exitCode: 3 });

    const [failed] = eventsOfType(result, 'run-failed');
    const details = failed?.error.details.filter((line) => /\.json:\d+:/.test(line)) ?? [];
    expect(details.length).toBeGreaterThan(15);
    const known = new Set(places(defects.rejects));
    for (const line of details) {
      const [, file, number, column, reason] =
        /broken\/(.*\.json):(\d+):(?: (?:column )?(\w+):)? (.+)/.exec(line) ?? [];
      expect(known, line).toContain(`${file}:${number} ${column ?? '-'}`);
      expect(reason, line).toMatch(/\w+/);
    }
  });

  it('are told to humans with file, line, column, reason and value, and how to set them aside', async () => {
    const { code, stderr } = await run(['stage', '--only', 'events', '--all', ...source]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/records rejected; nothing was loaded into staging_events\n/);
    expect(stderr).toMatch(/broken\/log_data\/2018\/11\/2018-11-0\d-events\.json:\d+: (column )?userid: .*"abc"/);
    expect(stderr).toMatch(/→ .*set such records aside in staging_rejects with --max-errors N/);
  });

  it('are set aside with --max-errors, exactly those of defects.json, and everything else is loaded', async () => {
    const file = path('aside.duckdb');
    const args = ['--max-errors', '1000', '--warehouse', `duckdb:${file}`, '--json'];
    const result = await run(['run-all', '--all', ...source, ...args]);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(await rejectsIn(file)).toEqual(places(defects.rejects));

    const { recordsRead, recordsLoaded, recordsRejected } = summaryOf(result);
    const odd = defects.loads.reduce((sum, { records }) => sum + records, 0);
    expect(recordsLoaded).toBe(broken.events + broken.songs + odd);
    expect(recordsRejected).toBe(defects.rejects.length);
    expect(recordsRead).toBe(recordsLoaded + recordsRejected);
    const content = await contentOf(file);
    expect((content.staging_events?.length ?? 0) + (content.staging_songs?.length ?? 0)).toBe(recordsLoaded);
    expect(content.songplays).toHaveLength(broken.plays);

    expect(await run(['run-all', '--all', ...source, ...args])).toMatchObject({ code: 0 });
    expect(await rejectsIn(file), 'once, however often the day is loaded').toEqual(places(defects.rejects));
    expect(await contentOf(file)).toEqual(content);
  });

  it('count against --max-errors for each table: one more than allowed fails', async () => {
    const songs = defects.rejects.filter((reject) => reject.file.startsWith('song_data')).length;
    const stage = (errors: number) =>
      run([
        'stage',
        '--only',
        'songs',
        ...source,
        '--max-errors',
        String(errors),
        '--warehouse',
        'duckdb:limit.duckdb',
      ]);
    await run(['create-tables', '--warehouse', 'duckdb:limit.duckdb']);
    const tooFew = await stage(songs - 1);
    expect(tooFew).toMatchObject({ code: 3 });
    expect(tooFew.stderr).toMatch(
      new RegExp(
        `${songs} records rejected, and --max-errors allows ${songs - 1}; nothing was loaded into staging_songs`,
      ),
    );
    expect(await rejectsIn(path('limit.duckdb'))).toEqual([]);
    expect(await stage(songs)).toMatchObject({ code: 0 });
    expect(await rejectsIn(path('limit.duckdb'))).toHaveLength(songs);
  });

  it('are forgotten when the day comes mended', async () => {
    const file = path('mended.duckdb');
    const on = ['--warehouse', `duckdb:${file}`];
    await run(['run-all', '--all', ...source, '--max-errors', '1000', ...on]);
    expect(await run(['run-all', '--all', ...on])).toMatchObject({ code: 0 });
    // Those of song files that vanished stay: what was loaded from such files does.
    expect((await rejectsIn(file)).filter((reject) => reject.startsWith('log_data'))).toEqual([]);
  });
});
