import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { differencesFrom, stateOf } from '../crash/state.js';
import { readRequest } from './requests.js';

const BUCKET = 'sparkify';

/**
 * A place to try faults in, one at a time: S3 with the data, an engine, and proxies between them and the program.
 * @typedef {object} Lane
 * @property {import('../verify/engines/index.js').Warehouse} warehouse in which the program is disturbed
 * @property {import('../verify/engines/index.js').Warehouse} scratch in which it is not
 * @property {(name: string) => Promise<object>} place another one
 * @property {Record<string, string>} disturbed the environment of a program that meets faults
 * @property {object | undefined} messages proxy of the server, see message-proxy.js
 * @property {Bucket} bucket
 * @property {(onRequest: OnRequest | undefined) => void} watchS3 who decides from now on
 * @property {() => Promise<string[]>} takeLeftovers removes what runs should not have left behind, and tells it
 * @property {() => Promise<void>} close
 *
 * @callback OnRequest is told each request to S3, and resolves to a fault of test/support/fault-proxy.ts
 * @param {import('./requests.js').Request} request
 * @returns {Promise<object | undefined>}
 */

/** Starts an S3 server with a proxy for the program, and one for a cluster that reads S3 itself. */
export async function openS3({ startS3, startFaultProxy }) {
  const s3 = await startS3();
  await s3.createBucket(BUCKET);
  let onRequest;
  const proxyFor = (side) =>
    startFaultProxy(s3.endpoint, (request) => onRequest?.(readRequest(request, side))?.catch(() => undefined));
  const [program, cluster] = [await proxyFor('program'), await proxyFor('cluster')];
  return {
    environment: { ...s3.environment, LOG_DATA: `s3://${BUCKET}/log_data`, SONG_DATA: `s3://${BUCKET}/song_data` },
    workUri: `s3://${BUCKET}/work`,
    disturbed: { AWS_ENDPOINT_URL_S3: program.endpoint },
    cluster,
    bucket: openBucket(s3),
    watch: (next) => {
      onRequest = next;
    },
    stop: async () => {
      for (const each of [program, cluster, s3]) await each.stop();
    },
  };
}

/**
 * The data as it is in S3.
 * @typedef {object} Bucket
 * @property {(key: string) => number | undefined} sizeOf an object
 * @property {(files: Map<string, Buffer>) => Promise<void>} hold makes these the only ones of the source
 * @property {() => Promise<string[]>} takeWork removes what is below WORK_URI, and tells it
 */
function openBucket(s3) {
  const held = new Map();
  return {
    sizeOf: (key) => held.get(key)?.length,
    async hold(files) {
      for (const key of [...held.keys()].filter((each) => !files.has(each))) {
        await s3.delete(BUCKET, key);
        held.delete(key);
      }
      for (const [key, content] of files) {
        if (held.get(key)?.equals(content)) continue;
        await s3.put(BUCKET, key, content);
        held.set(key, content);
      }
    },
    async takeWork() {
      const answer = await fetch(`${s3.endpoint}/${BUCKET}?list-type=2&prefix=work/`);
      const keys = [...(await answer.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key);
      for (const key of keys) await s3.delete(BUCKET, key);
      return keys;
    },
  };
}

/** Removes what the program should have removed: its temporary folders, and what it put below WORK_URI. */
export async function takeLeftovers(tmp, bucket) {
  const folders = readdirSync(tmp).filter((name) => name.startsWith('sparkify-etl-'));
  for (const name of folders) rmSync(join(tmp, name), { recursive: true, force: true });
  return [...folders, ...(await bucket.takeWork())];
}

export { differencesFrom, stateOf };
