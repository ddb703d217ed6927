// COPY of rows that are encoded already, and nothing else: the pace that the server itself sets.
// Arguments: URL of the server, `copy … from stdin` or `copy … to stdout`, file of rows. The password is in PGPASSWORD.
import { createReadStream, createWriteStream } from 'node:fs';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';

const [, , connectionString, sql, file] = process.argv;
const CHUNK = { highWaterMark: 256 * 1024 };

const client = new pg.Client({ connectionString });
await client.connect();
await client.query('begin');
const copy = client.query(/from stdin$/.test(sql) ? from(sql) : to(sql));
if (/from stdin$/.test(sql)) await pipeline(createReadStream(file, CHUNK), copy);
else await pipeline(copy, createWriteStream(file));
await client.query('commit');
await client.end();
console.log(copy.rowCount);
