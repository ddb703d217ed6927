import type { GetObjectCommandInput, GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { ObjectContent, StoredObject } from '../core/object-store.ts';
import { type OpenBody, resumeBody } from './s3-body.ts';
import { BrokenBodyError } from './s3-retry.ts';
import type { S3Session } from './s3-session.ts';

/** One object as a stream: the path for large ones. */
export async function* readStream(
  session: S3Session,
  object: StoredObject,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { sdk, client } = session;
  // A signal of its own: of many streams that listen to the same one, Node would warn at the eleventh listener.
  const stop = AbortSignal.any([signal]);
  const open: OpenBody = async (offset) => {
    const range = offset === 0 ? {} : { Range: `bytes=${offset}-` };
    const command = new sdk.GetObjectCommand({ ...inputFor(session, object), ...range });
    return bodyFrom(await client.send(command, { abortSignal: stop }), offset);
  };
  const chunks = resumeBody(object, open, session.retry, stop);
  try {
    while (true) {
      const chunk = await session.attempt('s3:GetObject', object.uri, stop, () => chunks.next());
      if (chunk.done) return;
      yield chunk.value;
    }
  } finally {
    await chunks.return(undefined);
  }
}

/**
 * One whole object: the path for thousands of small ones. The abort signal is not handed to the SDK, which would then
 * put its middleware together for every request: the pool does not wait after an abort, and closing the store ends
 * what is still on the wire.
 */
export function fetchWhole(session: S3Session, object: StoredObject, signal: AbortSignal): Promise<ObjectContent> {
  const { sdk, client, retry } = session;
  const fetchOnce = async () => {
    const { Body } = await client.send(new sdk.GetObjectCommand(inputFor(session, object)));
    return { object, bytes: await collect(Body as Body, object) };
  };
  return session.attempt('s3:GetObject', object.uri, signal, () => retry(fetchOnce, signal));
}

type Body = NonNullable<GetObjectCommandOutput['Body']>;

/** Asks for the version that was listed, or 412: one run never mixes two versions of an object. */
function inputFor({ bucket, root }: S3Session, object: StoredObject): GetObjectCommandInput {
  return { Bucket: bucket, Key: root + object.key, IfMatch: object.version || undefined };
}

function bodyFrom({ Body, ContentRange }: GetObjectCommandOutput, offset: number): AsyncIterable<Uint8Array> {
  if (offset > 0 && !ContentRange?.startsWith(`bytes ${offset}-`)) {
    throw new Error(`the server does not continue an object from byte ${offset}`);
  }
  return Body as AsyncIterable<Uint8Array>;
}

async function collect(body: Body, object: StoredObject): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await body.transformToByteArray();
  } catch (cause) {
    throw new BrokenBodyError(`the transfer of ${object.size} bytes broke`, { cause });
  }
  if (bytes.length === object.size) return bytes;
  throw new BrokenBodyError(`the transfer ended after ${bytes.length} of ${object.size} bytes`);
}
