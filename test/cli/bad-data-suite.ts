import { expect, it } from 'vitest';
import { eventsOfType, summaryOf } from '../support/cli.ts';
import { queryDuckDb } from '../support/duckdb.ts';
import type { Changes } from '../support/server-place.ts';
import type { Places } from '../support/server-places.ts';
import { writeFiles } from '../support/warehouse.ts';
import { addSample } from '../support/workspace.ts';
import { expectFailure, troubleIn } from './server-suite.ts';

const RUN = ['run-all', '--date', '2018-11-01'];
const LINE = '{"page":"NextSong","ts":1541030400000,"userId":"7","level":"free","sessionId":1,"itemInSession":0}';
const BAD = [LINE, LINE.replace('"7"', '"seven"'), LINE, LINE.replace('"sessionId":1', '"sessionId":99999999999')];

/** What becomes of bad records on a server. @param ways settings that change how the files get there */
export function describeBadData(places: Places, ways: Readonly<Record<string, Changes>>): void {
  const { workspace } = places;

  it.each(Object.entries(ways))(
    '%s ends with exit code 3, and names file, line, column and value',
    async (_, changes) => {
      writeFiles(workspace.path('bad'), { 'log_data/2018/11/2018-11-01-events.json': BAD.join('\n') });
      const { LOG_DATA } = await places.source('bad');
      const place = await places.open();
      const result = await place.run(RUN, { LOG_DATA, ...changes });
      expectFailure(result, 3, /nothing was loaded into staging_events/, /--max-errors N/);
      expect(result.stderr).toMatch(/bad\/log_data\/2018\/11\/2018-11-01-events\.json:2:.*userid.*(seven|Value 's')/);
      expect(await place.count('staging_events')).toBe(0);
      expect(await place.query("select 1 from {s}.staging_rejects where table_name = 'staging_events'")).toEqual([]);
    },
  );

  it('with --max-errors sets aside what DuckDB sets aside, and loads the rest', async () => {
    await addSample(workspace, 'broken', { days: 2, eventsPerDay: 80, songs: 20, defects: true });
    const place = await places.open();
    const args = ['run-all', '--all', '--max-errors', '1000', '--json'];
    const onServer = await place.run(args, await places.source('broken'));
    expect(onServer, troubleIn(onServer)).toMatchObject({ code: 0, stderr: '' });
    const onDuckDb = await workspace.run(args, {
      env: { LOG_DATA: 'broken/log_data', SONG_DATA: 'broken/song_data' },
    });
    expect(onDuckDb, troubleIn(onDuckDb)).toMatchObject({ code: 0 });
    const { durationMs: _server, ...figures } = summaryOf(onServer);
    const { durationMs: _duckDb, ...expected } = summaryOf(onDuckDb);
    expect(figures).toEqual(expected);
    expect(figures.recordsRejected).toBeGreaterThan(10);
    expect(eventsOfType(onServer, 'retry-scheduled')).toEqual([]);
    const columns = 'file_name, line_number::int as line_number, column_name';
    const aside = await queryDuckDb(workspace.warehouse, `select ${columns} from staging_rejects`);
    expect(placesOf(await place.query(`select ${columns} from {s}.staging_rejects`))).toEqual(placesOf(aside));
  });
}

/** File, line and column of rejects, below the folder of the sample. */
function placesOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return rows
    .map((row) => [String(row.file_name).replace(/^.*broken\//, ''), row.line_number, row.column_name].join(' '))
    .sort();
}
