// The demo of the README: writes sample data, loads one day of it into a DuckDB file with the tool itself, and asks the
// two questions that the star schema is there for. Everything goes to .demo/, which is made anew each time.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = `${ROOT}.demo`;
const DAY = '2018-11-15';

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
etl('sample', '--out', '.demo/sample', '--days', '30', '--songs', '400', '--seed', '2018');
etl('run-all', '--date', DAY);
console.log(`\nWhat is the most played song of ${DAY}?`);
etl('query', 'most-played-songs', '--limit', '3', '--format', 'table');
console.log('\nAt which hour of day (UTC) is the app used most?');
etl('query', 'plays-by-hour', '--limit', '3', '--format', 'table');
console.log('\nThe warehouse is .demo/sparkify.duckdb; run `npm run demo` again to start anew.');

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
