// The bare script: lists a folder of a bucket and gets every object, so many at a time. Arguments: bucket, prefix, number.
import process from 'node:process';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

const [, , Bucket, Prefix, concurrency] = process.argv;
// The SDK's default of 50 sockets would let only 50 of 64 requests run at a time.
const agent = { keepAlive: true, maxSockets: Number(concurrency) };
const client = new S3Client({ forcePathStyle: true, requestHandler: { httpAgent: agent, httpsAgent: agent } });

const started = process.hrtime.bigint();
const keys = [];
let ContinuationToken;
do {
  const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
  keys.push(...page.Contents.map(({ Key }) => Key));
  ContinuationToken = page.NextContinuationToken;
} while (ContinuationToken !== undefined);

let next = 0;
let objects = 0;
let bytes = 0;
async function work() {
  while (next < keys.length) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: keys[next++] }));
    bytes += (await Body.transformToByteArray()).length;
    objects += 1;
  }
}
await Promise.all(Array.from({ length: Number(concurrency) }, work));
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ objects, bytes, seconds }));
client.destroy();
