// The bare script: opens DuckDB and runs the statements of a plan (support/plan.js), transaction by transaction.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { DuckDBInstance } from '@duckdb/node-api';

const { database, transactions } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
for (const statements of transactions) {
  await connection.run('begin transaction');
  for (const { sql, values, isQuery } of statements) {
    if (isQuery) await connection.runAndReadAll(sql, values);
    else await connection.run(sql, values);
  }
  await connection.run('commit');
}
const plays = await connection.runAndReadAll('select count(*)::integer, count(song_id)::integer from songplays');
const [[total, matched]] = plays.getRowsJson();
console.log(JSON.stringify({ total, matched }));
connection.disconnectSync();
instance.closeSync();
