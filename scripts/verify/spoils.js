import { copyWarehouse, eventsIn, failureIn, start } from './program.js';
import { PUBLISHED, rowsOf, withDatabase } from './tables.js';

/**
 * Spoils each published table by hand in every way that a loop over its columns finds, each in a copy of its own, and runs
 * `check`. Resolves to the number of ways that no blocking check caught.
 */
export async function verifySpoils(workplace, reference) {
  const ways = await withDatabase(reference.file, (connection) => waysToSpoil(connection));
  const missed = [];
  for (const way of ways) {
    const caughtBy = await spoilAndCheck(workplace, reference, way);
    if (caughtBy.length === 0) missed.push(way.title);
    console.log(`  ${caughtBy.length === 0 ? '✖' : '✔'} ${way.title}: ${caughtBy.join(', ') || 'not caught'}`);
  }
  console.log(`  ${ways.length} ways to spoil a table; ${missed.length} not caught${missed.length === 0 ? '' : ':'}`);
  for (const title of missed) console.log(`    ${title}`);
  return missed.length;
}

async function spoilAndCheck(workplace, reference, { title, sql }) {
  const file = workplace.warehouse('spoiled');
  copyWarehouse(reference.file, file);
  const changed = await withDatabase(file, async (connection) => (await connection.run(sql)).rowsChanged);
  if (changed === 0) throw new Error(`${title}: changed nothing`);
  const result = await start(workplace, file, ['check']).ended;
  if (result.code === 0) return [];
  if (result.code !== 1) throw new Error(`${title}: check ended with ${result.code}: ${failureIn(result)}`);
  return eventsIn(result.stdout)
    .filter((event) => event.type === 'check-finished' && event.result.outcome === 'failed')
    .map((event) => event.result.check);
}

async function waysToSpoil(connection) {
  const ways = [];
  for (const table of PUBLISHED) {
    ways.push(...rowWays(table));
    const columns = await rowsOf(
      connection,
      `select column_name as name, data_type as type, is_nullable = 'YES' as nullable from information_schema.columns
       where table_name = '${table}' order by ordinal_position`,
    );
    for (const column of columns) ways.push(...(await columnWays(connection, table, column)));
  }
  return ways;
}

function rowWays(table) {
  const some = `select rowid from ${table} order by rowid limit 1 offset 7`;
  return [
    { title: `${table}: a row deleted`, sql: `delete from ${table} where rowid in (${some})` },
    { title: `${table}: a row doubled`, sql: `insert into ${table} select * from ${table} where rowid in (${some})` },
    { title: `${table}: every third row deleted`, sql: `delete from ${table} where rowid % 3 = 0` },
    { title: `${table}: emptied`, sql: `delete from ${table}` },
  ];
}

/** In one row each: a value that another row has (if rows differ), one that no row has, none. */
async function columnWays(connection, table, { name, type, nullable }) {
  const change = (title, value, rows) => ({
    title: `${table}.${name}: ${title}`,
    sql: `update ${table} set ${name} = ${value} where rowid in (select rowid from ${table} where ${rows} order by rowid limit 1)`,
  });
  const highest = `(select max(${name}) from ${table})`;
  const [{ differ }] = await rowsOf(
    connection,
    `select count(distinct ${name}) + max((${name} is null)::int) > 1 as differ from ${table}`,
  );
  return [
    ...(differ ? [change('the value of another row', highest, `${name} is distinct from ${highest}`)] : []),
    change('a new value', newValue(name, type), 'true'),
    ...(nullable ? [change('no value', 'null', `${name} is not null`)] : []),
  ];
}

function newValue(name, type) {
  if (type === 'VARCHAR') return `coalesce(${name}, '') || 'x'`;
  if (type === 'TIMESTAMP') return `${name} + interval 1 millisecond`;
  if (type === 'DATE') return `cast(${name} + interval 100 year as date)`;
  return `coalesce(${name}, 0) + 1000001`;
}
