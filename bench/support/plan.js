import { writeFileSync } from 'node:fs';
import { builtInChecks } from '../../dist/checks/built-in.js';
import { evaluateChecks } from '../../dist/checks/evaluate.js';
import { PIPELINE } from '../../dist/pipeline.js';
import { openCatalog } from '../../dist/sql/catalog.js';
import { scratchPath } from './paths.js';

const sql = openCatalog('duckdb');

/**
 * What a bare script has to do for `run-all` of some days, as transactions of statements: the tool's own texts in the
 * tool's own order, but that files are loaded by read_json with typed columns.
 * @param {object} load
 * @param {string} load.database DuckDB file
 * @param {string} load.logs folder
 * @param {string} load.songs folder
 * @param {string[]} load.days
 * @returns {Promise<string>} path of the plan, for baselines/bare-load.js
 */
export async function writePlan({ database, logs, songs, days }) {
  const transactions = [
    await statementsOf(['create'], days),
    [
      sql.statement('stage/delete-events', { days }),
      { sql: insertEvents(logFiles(logs, days)), values: [] },
      sql.statement('stage/delete-staged-days', { days }),
      { sql: insertStagedDays(days), values: [] },
      sql.statement('stage/insert-restaged-days', { days }),
      sql.statement('stage/delete-published-days', { days }),
    ],
    [
      { sql: 'delete from staging_songs', values: [] },
      { sql: insertSongs(`'${songs}/*/*/*/*.json'`), values: [] },
    ],
    [...(await statementsOf(['fact', 'dimension'], days)), ...(await statementsOfChecks(days))],
  ];
  const path = scratchPath('plan.json');
  writeFileSync(path, JSON.stringify({ database, transactions }));
  return path;
}

/** The statements that the tasks of some stages run, found by running them on a session that only writes down. */
async function statementsOf(stages, days) {
  const recorded = [];
  const run = async (statement) => recorded.push(statement);
  const query = async (statement) => {
    recorded.push({ ...statement, isQuery: true });
    return [{}];
  };
  const { signal } = new AbortController();
  const warehouse = { analyze: async () => {} };
  const tablesThere = async () => new Set();
  const session = { run, query };
  const context = {
    warehouse,
    session,
    tablesThere,
    sql,
    days,
    mode: 'upsert',
    withFact: true,
    rematch: 'changed',
    signal,
    emit() {},
  };
  for (const task of PIPELINE.filter(({ stage }) => stages.includes(stage))) await task.run(context, () => {});
  return recorded;
}

/** The statements that evaluate the checks of `run-all`. */
async function statementsOfChecks(days) {
  const recorded = [];
  const query = async (statement) => {
    recorded.push({ ...statement, isQuery: true });
    return [{}];
  };
  const checks = builtInChecks(sql).filter(({ when, setting }) => when === 'always' && setting === undefined);
  const options = { unblocked: new Set(), clock: () => 0 };
  await evaluateChecks({ query }, sql, checks, { days, settings: {} }, options);
  return recorded;
}

function logFiles(folder, days) {
  const paths = days.map((day) => `'${folder}/${day.slice(0, 4)}/${day.slice(5, 7)}/${day}-events.json'`);
  return `[${paths.join(', ')}]`;
}

const EVENT_COLUMNS = {
  artist: 'varchar',
  auth: 'varchar',
  firstName: 'varchar',
  gender: 'varchar',
  itemInSession: 'integer',
  lastName: 'varchar',
  length: 'double',
  level: 'varchar',
  location: 'varchar',
  method: 'varchar',
  page: 'varchar',
  registration: 'double',
  sessionId: 'bigint',
  song: 'varchar',
  status: 'integer',
  ts: 'bigint',
  userAgent: 'varchar',
  userId: 'varchar',
};

function insertEvents(files) {
  const columns = Object.keys(EVENT_COLUMNS).map((name) => (name === 'userId' ? `nullif("userId", '')` : `"${name}"`));
  return `insert into staging_events
    select ${columns.join(', ')}, cast(left(parse_filename(filename), 10) as date), epoch_ms("ts")
    from ${readJson(files, EVENT_COLUMNS, 'newline_delimited', 'filename = true')}`;
}

function insertStagedDays(days) {
  const listed = days.map((day) => `'${day}'`).join(', ');
  return `insert into etl_staged_days select log_date, count(*) from staging_events where log_date in (${listed}) group by log_date`;
}

const SONG_COLUMNS = {
  num_songs: 'integer',
  artist_id: 'varchar',
  artist_latitude: 'double',
  artist_longitude: 'double',
  artist_location: 'varchar',
  artist_name: 'varchar',
  song_id: 'varchar',
  title: 'varchar',
  duration: 'double',
  year: 'integer',
};

/** Songs into staging_songs by DuckDB's own reader, in one statement. */
export function insertSongs(files) {
  return `insert into staging_songs select *, null from ${readJson(files, SONG_COLUMNS, 'unstructured')}`;
}

function readJson(files, columns, format, ...options) {
  const types = Object.entries(columns).map(([name, type]) => `"${name}": '${type}'`);
  return `read_json(${[files, `format = '${format}'`, `columns = {${types.join(', ')}}`, ...options].join(', ')})`;
}
