// Loaded into the program by NODE_OPTIONS=--import: appends each statement that it sends to the file STATEMENT_LOG names, as a
// line of JSON.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';

/** How the program joins the statements of one message. */
const SEPARATOR = '\n;\n';

// The same copies that the program requires.
const require = createRequire(import.meta.url);

const log = (sql) => appendFileSync(process.env.STATEMENT_LOG, `${JSON.stringify(sql)}\n`);

const { prototype: duckDb } = require('@duckdb/node-api').DuckDBConnection;
const { run } = duckDb;
duckDb.run = function (sql, ...rest) {
  log(sql);
  return run.call(this, sql, ...rest);
};

const { prototype: pg } = require('pg/lib/connection');
const { query, parse } = pg;
pg.query = function (text) {
  for (const sql of text.split(SEPARATOR)) log(sql);
  return query.call(this, text);
};
pg.parse = function (statement) {
  log(statement.text);
  return parse.call(this, statement);
};
