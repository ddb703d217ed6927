import { toLines, toTexts } from './rows.js';

const NEVER = new AbortController().signal;

const statement = (sql) => ({ name: 'verify', sql, values: [] });

/** PostgreSQL takes a new snapshot for each statement unless told; Redshift does not. */
const ONE_SNAPSHOT = { postgres: [statement('set transaction isolation level repeatable read')], redshift: [] };

/** How a table is made like another one, with all that the planner could know. */
const LIKE = { postgres: 'including all', redshift: 'including defaults' };

/**
 * A warehouse that is a schema. No row has an address there that SQL could name on both products: rows go by their keys.
 * @param {object} options
 * @param {string} options.schema
 * @param {'postgres' | 'redshift'} options.dialect
 * @param {import('../../../dist/warehouses/pg/types.js').PgServer} options.server its connections use the schema
 */
export function openSchema({ schema, dialect, server, environment, folder }) {
  const all = (...texts) => server.aside(texts.map(statement));
  const dropAll = `drop schema if exists ${schema} cascade`;
  const query = async (sql) => {
    const [{ rows }] = await all(sql);
    return toTexts(rows);
  };
  return {
    schema,
    folder,
    environment,
    clear: async () => void (await all(dropAll, `create schema ${schema}`)),
    drop: async () => {
      await all(dropAll);
      await server.close();
    },
    async copyFrom(other, table) {
      const pairs = (names) => names.map((name) => [`${schema}.${name}`, `${other.schema}.${name}`]);
      const fill = ([to, from]) => [`insert into ${to} select * from ${from}`, `analyze ${to}`];
      if (table !== undefined) {
        await all(`truncate table ${schema}.${table}`, ...pairs([table]).flatMap(fill));
        return;
      }
      const tables = (await other.query(TABLES)).map(({ name }) => name);
      const make = ([to, from]) => `create table ${to} (like ${from} ${LIKE[dialect]})`;
      await all(dropAll, `create schema ${schema}`, ...pairs(tables).map(make), ...pairs(tables).flatMap(fill));
    },
    query,
    change: async (sql) => (await all(sql))[0].rowCount,
    export: (tables) => server.transaction((session) => exportTables(session, tables), NEVER, ONE_SNAPSHOT[dialect]),
  };
}

const TABLES = 'select table_name as name from information_schema.tables where table_schema = current_schema()';

async function exportTables(session, tables) {
  const names = new Set((await session.query(statement(TABLES))).map(({ name }) => name));
  const content = {};
  for (const table of tables) {
    const rows = names.has(table) ? await session.query(statement(`select * from ${table}`)) : null;
    content[table] = rows === null ? null : toLines(toTexts(rows));
  }
  return content;
}
