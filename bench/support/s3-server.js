// An S3 server on the loopback interface, with an empty bucket. To be started by servant.js: says its URL.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildApp } from 'fauxqs';
import { ReadMeter } from './read-meter.js';
import { BUCKET } from './s3-names.js';
import { serve } from './servant.js';

let delayMs = 0;
const meter = new ReadMeter();
const app = buildApp({ logger: false });
app.addHook('onRequest', async (request, reply) => {
  meter.watch(request, reply.raw);
  if (delayMs > 0) await sleep(delayMs);
});
const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
await put('');

serve(endpoint, {
  putObject: ({ key, text }) => put(key, Buffer.from(text)),
  putFolder,
  /** Objects named by numbers, with the contents of the song files of a folder in turn. */
  async putCopies({ folder, prefix, count }) {
    const contents = filesBelow(folder).map((name) => readFileSync(join(folder, name)));
    for (let index = 0; index < count; index += 1) {
      await put(`${prefix}/${String(index).padStart(6, '0')}.json`, contents[index % contents.length]);
    }
  },
  setDelay(ms) {
    delayMs = ms;
  },
  takeReads: () => meter.take(),
});

async function putFolder({ folder, prefix }) {
  for (const name of filesBelow(folder)) await put(`${prefix}/${name}`, readFileSync(join(folder, name)));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'));
}

/** Without the network: thousands of objects in a second. */
async function put(key, payload) {
  const headers = { 'content-type': 'application/octet-stream' };
  const url = `/${BUCKET}${key === '' ? '' : '/'}${key}`;
  const { statusCode, body } = await app.inject({ method: 'PUT', url, ...(payload && { payload, headers }) });
  if (statusCode >= 300) throw new Error(`PUT ${url}: ${statusCode} ${body}`);
}
