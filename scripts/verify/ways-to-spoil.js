import { KEYS, PUBLISHED } from './tables.js';

/**
 * Every way to spoil the published tables that a loop over them and their columns finds.
 * @param {import('./engines/index.js').Warehouse} warehouse with good tables
 * @returns {Promise<{ title: string, table: string, sql: string }[]>}
 */
export async function waysToSpoil(warehouse) {
  const ways = [];
  for (const table of PUBLISHED) {
    ways.push(...rowWays(table, KEYS[table]));
    const columns = await warehouse.query(
      `select column_name as name, data_type as type, is_nullable as nullable from information_schema.columns
       where table_schema = current_schema() and table_name = '${table}' order by ordinal_position`,
    );
    for (const column of columns) ways.push(...(await columnWays(warehouse, table, column)));
  }
  return ways;
}

function rowWays(table, key) {
  const one = `${key} = (select ${key} from ${table} order by ${key} limit 1 offset 7)`;
  const third = `select ${key} from (select ${key}, row_number() over (order by ${key}) as n from ${table}) numbered where mod(n, 3) = 0`;
  return [
    { table, title: `${table}: a row deleted`, sql: `delete from ${table} where ${one}` },
    { table, title: `${table}: a row doubled`, sql: `insert into ${table} select * from ${table} where ${one}` },
    { table, title: `${table}: every third row deleted`, sql: `delete from ${table} where ${key} in (${third})` },
    { table, title: `${table}: emptied`, sql: `delete from ${table}` },
  ];
}

/** In one row each: a value that another row has (if rows differ), one that no row has, none. */
async function columnWays(warehouse, table, { name, type, nullable }) {
  const key = KEYS[table];
  const change = (title, value, rows) => ({
    table,
    title: `${table}.${name}: ${title}`,
    sql: `update ${table} set ${name} = ${value} where ${key} = (select min(${key}) from ${table} where ${rows})`,
  });
  const highest = `(select max(${name}) from ${table})`;
  const [{ differing }] = await warehouse.query(
    `select count(distinct ${name}) + max(case when ${name} is null then 1 else 0 end) as differing from ${table}`,
  );
  return [
    ...(Number(differing) > 1
      ? [change('the value of another row', highest, `(${name} <> ${highest} or ${name} is null)`)]
      : []),
    change('a new value', newValue(name, type), `${key} is not null`),
    ...(nullable === 'YES' ? [change('no value', 'null', `${name} is not null`)] : []),
  ];
}

/** Text gets no longer: on servers a column has a greatest length. */
function newValue(name, type) {
  if (/char|text/i.test(type)) return `'#' || substring(coalesce(${name}, ''), 2)`;
  if (/^timestamp/i.test(type)) return `${name} + interval '1 millisecond'`;
  if (/^date$/i.test(type)) return `cast(${name} + interval '100 years' as date)`;
  return `coalesce(${name}, 0) + 1000001`;
}
