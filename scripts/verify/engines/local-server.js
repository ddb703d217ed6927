// A server on the loopback interface for as long as somebody holds its input open.
// Arguments: postgres; or redshift and the folder whose files go to an S3 server that the stand-in reads.
// Says the environment that the program needs for it, as a line of JSON.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import process from 'node:process';
import { importTypeScript } from '../../support/import-typescript.js';

const BUCKET = 'sparkify';
const [, , kind, folder] = process.argv;
let stopAll = async () => {};
process.stdin.resume().on('end', async () => {
  await stopAll();
  // The server that reads TypeScript stays open.
  process.exit();
});

const { startPostgres } = await importTypeScript('test/support/postgres-server.ts');
const postgres = await startPostgres();
const { environment, stop } = await (kind === 'redshift' ? startStandIn() : startPlain());
stopAll = async () => {
  await stop();
  await postgres.stop();
};
console.log(JSON.stringify(environment));

function startPlain() {
  const { host, port, user, password } = postgres;
  return {
    environment: { WAREHOUSE_URL: `postgres://${user}:${password}@${host}:${port}/postgres` },
    stop: async () => {},
  };
}

async function startStandIn() {
  const { startS3 } = await importTypeScript('test/support/s3.ts');
  const { startRedshift } = await importTypeScript('test/support/redshift/index.ts');
  const s3 = await startS3();
  await s3.createBucket(BUCKET);
  for (const path of filesIn(folder)) {
    await s3.put(BUCKET, relative(folder, path).replaceAll(sep, '/'), readFileSync(path));
  }
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = s3.environment;
  const redshift = await startRedshift({ postgres, s3: { endpoint: s3.endpoint, accessKeyId, secretAccessKey } });
  return {
    environment: {
      ...s3.environment,
      ...redshift.environment,
      LOG_DATA: `s3://${BUCKET}/log_data`,
      SONG_DATA: `s3://${BUCKET}/song_data`,
      WORK_URI: `s3://${BUCKET}/work`,
    },
    stop: async () => {
      await redshift.stop();
      await s3.stop();
    },
  };
}

function filesIn(root) {
  return ['log_data', 'song_data']
    .flatMap((name) => readdirSync(join(root, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
