// The bare script: loads a song catalogue by DuckDB's own glob. Arguments: DuckDB file, insert statement.
import process from 'node:process';
import { DuckDBInstance } from '@duckdb/node-api';

const [, , database, insert] = process.argv;
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
const { rowsChanged } = await connection.run(insert);
console.log(rowsChanged);
connection.disconnectSync();
instance.closeSync();
