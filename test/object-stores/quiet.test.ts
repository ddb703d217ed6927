import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startS3 } from '../support/s3.ts';

const BUILT = fileURLToPath(new URL('../../dist/object-stores/index.js', import.meta.url));

/** What a user's process does: opens a bucket, reads and writes more objects than Node allows listeners, closes it, and ends by itself. */
const SCRIPT = `
  import { openStore, openWork, parseLocation } from ${JSON.stringify(BUILT)};
  const store = await openStore(parseLocation('s3://quiet-bucket/root'), { environment: process.env });
  const { signal } = new AbortController();
  const objects = [];
  for await (const batch of store.list('', signal)) objects.push(...batch);
  let read = 0;
  for await (const batch of store.readMany(objects, signal)) read += batch.length;
  await Promise.all(objects.slice(0, 30).map(async (object) => {
    for await (const found of store.list(object.key, signal)) read += found.length;
    for await (const _ of store.read(object, signal)) read++;
  }));
  store.close();
  const work = await openWork(parseLocation('s3://quiet-bucket/work'), { environment: process.env });
  const bytes = new TextEncoder().encode('{}');
  await work.remove(await Promise.all(objects.map((_, i) => work.put(i + '.json', bytes, signal))));
  work.close();
  console.log(read);
`;

it('nothing is written to stderr: no warning of the SDK about Node or credentials, none of Node about listeners', async () => {
  const server = await startS3();
  const folder = await mkdtemp(join(tmpdir(), 'quiet-'));
  try {
    await server.createBucket('quiet-bucket');
    for (let i = 0; i < 100; i++) await server.put('quiet-bucket', `root/${i}.json`, `{"i":${i}}`);
    // A profile beside keys in the environment makes the SDK warn, too.
    const credentials = join(folder, 'credentials');
    await writeFile(credentials, '[work]\naws_access_key_id = AKID\naws_secret_access_key = secret\n');
    const env = {
      PATH: process.env.PATH,
      ...server.environment,
      AWS_PROFILE: 'work',
      AWS_SHARED_CREDENTIALS_FILE: credentials,
    };
    const arguments_ = ['--input-type=module', '--eval', SCRIPT];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, arguments_, { env });
    expect({ stdout, stderr }).toEqual({ stdout: '160\n', stderr: '' });
  } finally {
    await rm(folder, { recursive: true });
    await server.stop();
  }
});
