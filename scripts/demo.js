// The demo of the README: writes sample data, loads one day of it into a DuckDB file with the tool itself, and asks the
// two questions that the star schema is there for. Everything goes to .demo/, which is made anew each time.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openCatalog } from '../dist/sql/catalog.js';
import { openDuckDb } from '../dist/warehouses/duckdb/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = `${ROOT}.demo`;
const DAY = '2018-11-15';

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
etl('sample', '--out', '.demo/sample', '--days', '30', '--songs', '400', '--seed', '2018');
etl('run-all', '--date', DAY);
await answerQuestions();

/** Runs the tool as a user would, its output where the demo's own is. */
function etl(...args) {
  console.log(`\n$ sparkify-etl ${args.join(' ')}`);
  const env = {
    ...process.env,
    LOG_DATA: '.demo/sample/log_data',
    SONG_DATA: '.demo/sample/song_data',
    LOG_JSONPATH: '.demo/sample/log_json_path.json',
    WAREHOUSE_URL: 'duckdb:.demo/sparkify.duckdb',
  };
  const { status } = spawnSync(process.execPath, [`${ROOT}bin/sparkify-etl.js`, ...args], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

async function answerQuestions() {
  const catalog = openCatalog('duckdb');
  const warehouse = await openDuckDb(`${FOLDER}/sparkify.duckdb`, catalog);
  const ask = (name) =>
    warehouse.transaction((session) => session.query(catalog.statement(name)), new AbortController().signal);
  const songs = await ask('query/most-played-songs');
  const hours = await ask('query/plays-by-hour');
  await warehouse.close();

  console.log(`\nWhat is the most played song of ${DAY}?`);
  for (const { title, artist, plays } of songs.slice(0, 3))
    console.log(`  ${String(plays).padStart(4)}  ${title}, ${artist}`);
  console.log('\nAt which hour of day is the app used most?');
  for (const { hour, plays } of hours.slice(0, 3)) {
    console.log(
      `  ${String(plays).padStart(4)}  plays from ${String(hour).padStart(2, '0')}:00 to ${String(hour).padStart(2, '0')}:59 UTC`,
    );
  }
  console.log('\nThe warehouse is .demo/sparkify.duckdb; run `npm run demo` again to start anew.');
}
