import { fileURLToPath } from 'node:url';
import { runNode } from '../support/child.js';
import { alternate, spread } from '../support/compare.js';
import { putDatabase } from '../support/loads.js';
import { scratchPath, TOOL } from '../support/paths.js';
import { insertSongs } from '../support/plan.js';
import { judge, printRuns } from '../support/report.js';
import { ensureSample } from '../support/samples.js';

const BARE_GLOB = fileURLToPath(new URL('../baselines/bare-glob.js', import.meta.url));
const BARE_PACK = fileURLToPath(new URL('../baselines/bare-pack.js', import.meta.url));

/** @type {import('../run.js').Program} */
export const songsCatalogue = {
  name: 'songs-catalogue',
  summary: "a catalogue of tiny files in 676 folders, against DuckDB's own glob over them",
  sizes: { songs: 14_896, runs: 5 },
  async run({ songs, runs }) {
    const { songs: folder } = await ensureSample(`songs-${songs}`, { days: 1, songs });
    const tables = scratchPath('tables.duckdb');
    const database = scratchPath('songs.duckdb');
    const warehouse = ['--warehouse', `duckdb:${database}`];
    putDatabase(database);
    await runNode({ args: [TOOL, 'create-tables', ...warehouse], usage: false });
    putDatabase(tables, database);
    const prepare = () => putDatabase(database, tables);
    console.log(
      `  ${songs.toLocaleString('en-US')} files of one song into existing tables; read before, so in the file cache`,
    );
    const stage = [TOOL, 'stage', '--only', 'songs', '--json', ...warehouse, '--song-data', folder];
    const glob = [BARE_GLOB, database, insertSongs(`'${folder}/*/*/*/*.json'`)];
    const packed = scratchPath('packed.json');
    const pack = [BARE_PACK, database, folder, packed, insertSongs(`'${packed}'`)];
    const sides = [
      {
        label: 'sparkify-etl',
        prepare,
        run: async () => requireRows(await runNode({ args: stage }), songs, rowsStaged),
      },
      { label: "DuckDB's glob", prepare, run: async () => requireRows(await runNode({ args: glob }), songs, Number) },
      { label: 'bare packing', prepare, run: async () => requireRows(await runNode({ args: pack }), songs, Number) },
    ];
    const results = await alternate(sides, runs);
    printRuns(results);
    const [tool, bare, floor] = results.values();
    console.log(`  ${describeFloor(bare, floor)}`);
    return [judge({ title: 'speed', runs: bare, baseline: tool, figure: 'wallSeconds', atLeast: 10 })];
  },
};

/** What would be gained if nothing were checked, replaced or listed: the most that the target can ask for. */
function describeFloor(bare, floor) {
  const median = (runs) => spread(runs.map(({ wallSeconds }) => wallSeconds)).median;
  return `floor: bare packing is ${(median(bare) / median(floor)).toFixed(1)} x faster than DuckDB's glob`;
}

function rowsStaged(stdout) {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)).summary.recordsLoaded;
}

function requireRows(result, expected, rowsOf) {
  const rows = rowsOf(result.stdout);
  if (rows !== expected) throw new Error(`${rows} songs were loaded, expected ${expected}`);
  return result;
}
