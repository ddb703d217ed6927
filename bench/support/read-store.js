// The tool's S3 store at work: lists a folder of a bucket and reads every object. Arguments: bucket, prefix, number.
import process from 'node:process';
import { openStore, parseLocation } from '../../dist/object-stores/index.js';

const [, , bucket, prefix, concurrency] = process.argv;
const location = parseLocation(`s3://${bucket}/${prefix}`);
const store = await openStore(location, { environment: process.env, concurrency: Number(concurrency) });
const { signal } = new AbortController();

const started = process.hrtime.bigint();
const found = [];
for await (const object of store.list('', signal)) found.push(object);
let bytes = 0;
for await (const content of store.readMany(found, signal)) bytes += content.bytes.length;
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ objects: found.length, bytes, seconds }));
store.close();
