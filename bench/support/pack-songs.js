// The packing of a song catalogue for Redshift at work: lists a folder of a bucket, reads every object, and puts packed parts
// into a work area. Arguments: bucket, prefix, number of requests at a time. With node --expose-gc it also says how much memory
// is in use after each fifth of the objects.
import process from 'node:process';
import { RejectLog } from '../../dist/core/rejects.js';
import { openStore, openWork, parseLocation } from '../../dist/object-stores/index.js';
import { ownKeys } from '../../dist/records/mapping.js';
import { SONGS } from '../../dist/records/songs.js';
import { findSongs } from '../../dist/source/find-files.js';
import { openStageReader } from '../../dist/stage-reader.js';
import { WorkFolder } from '../../dist/warehouses/redshift/copy/work-folder.js';
import { Progress } from '../../dist/warehouses/redshift/stage/progress.js';
import { rewriteSlice } from '../../dist/warehouses/redshift/stage/rewrite.js';
import { slicesOf } from '../../dist/warehouses/redshift/stage/slice.js';

const [, , bucket, prefix, concurrency] = process.argv;
const options = { environment: process.env, concurrency: Number(concurrency) };
const store = await openStore(parseLocation(`s3://${bucket}/${prefix}`), options);
const area = await openWork(parseLocation(`s3://${bucket}/work`), options);
const { signal } = new AbortController();

const started = process.hrtime.bigint();
const files = await findSongs(store, signal);
const liveBytes = [];
const load = {
  ...{ dataset: SONGS, files, days: [], maxErrors: 0 },
  reader: openStageReader(store, SONGS, ownKeys(SONGS)),
  onProgress: ({ files: done }) => measureAt(done),
};
const folder = new WorkFolder(area);
const loading = { load, folder, log: new RejectLog(load), progress: new Progress(load), signal };
const [slice] = slicesOf(load);
const { packed } = await rewriteSlice(loading, folder, slice);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
await folder.remove();
console.log(JSON.stringify({ objects: packed.rows, parts: packed.uris.length, seconds, liveBytes }));
store.close();
area.close();

function measureAt(done) {
  if (globalThis.gc === undefined || done % Math.ceil(files.length / 5) !== 0) return;
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  liveBytes.push(heapUsed + external);
}
