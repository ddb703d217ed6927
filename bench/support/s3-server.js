// An S3 server on the loopback interface with the song files of a folder, until it is killed.
// Arguments: folder, prefix, number of objects. Says its URL on stdout when all are there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildApp } from 'fauxqs';
import { BUCKET } from './s3-names.js';

const [, , folder, prefix, count] = process.argv;
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'));

const app = buildApp({ logger: false });
const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
await put(`/${BUCKET}`);
for (let index = 0; index < Number(count); index += 1) {
  const payload = readFileSync(join(folder, files[index % files.length]));
  await put(`/${BUCKET}/${prefix}/${String(index).padStart(6, '0')}.json`, payload);
}
console.log(endpoint);

/** Without the network: thousands of objects in a second. */
async function put(url, payload) {
  const headers = { 'content-type': 'application/octet-stream' };
  const { statusCode, body } = await app.inject({ method: 'PUT', url, ...(payload && { payload, headers }) });
  if (statusCode >= 300) throw new Error(`PUT ${url}: ${statusCode} ${body}`);
}
