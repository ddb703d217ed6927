// The tool's S3 store at work: lists a folder of a bucket and reads every object. Arguments: bucket, prefix, number.
// With node --expose-gc it also says how much memory is in use after each fifth of the objects.
import process from 'node:process';
import { openStore, parseLocation } from '../../dist/object-stores/index.js';

const [, , bucket, prefix, concurrency] = process.argv;
const location = parseLocation(`s3://${bucket}/${prefix}`);
const store = await openStore(location, { environment: process.env, concurrency: Number(concurrency) });
const { signal } = new AbortController();

const started = process.hrtime.bigint();
const found = [];
for await (const objects of store.list('', signal)) found.push(...objects);
const fifth = Math.ceil(found.length / 5);
const liveBytes = [];
let read = 0;
let bytes = 0;
for await (const contents of store.readMany(found, signal)) {
  for (const content of contents) {
    bytes += content.bytes.length;
    read += 1;
    if (globalThis.gc !== undefined && read % fifth === 0) liveBytes.push(measureLive());
  }
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ objects: read, bytes, seconds, liveBytes }));
store.close();

function measureLive() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
