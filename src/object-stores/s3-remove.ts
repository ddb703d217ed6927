import type { _Error } from '@aws-sdk/client-s3';
import { isPassing } from '../aws/failure.ts';
import { EtlError } from '../core/errors.ts';
import { permissionFor } from './s3-errors.ts';
import type { S3Session } from './s3-session.ts';

/** DeleteObjects takes no more: docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MOST_KEYS = 1000;
const SHOWN = 5;
const NEVER = new AbortController().signal;

/**
 * Removes objects of the session's bucket, by their URIs. One that is gone already is no error; one that may not be removed
 * keeps no other from it.
 * @throws EtlError of kind `source` that names those which are left.
 */
export async function removeObjects(session: S3Session, uris: readonly string[]): Promise<void> {
  const keys = uris.map((uri) => keyOf(session, uri));
  const left: _Error[] = [];
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    left.push(...(await removeBatch(session, keys.slice(start, start + MOST_KEYS))));
  }
  if (left.length > 0) throw explainLeft(session, left);
}

function keyOf({ bucket, root }: S3Session, uri: string): string {
  const start = `s3://${bucket}/`;
  if (!uri.startsWith(start + root)) throw new RangeError(`${uri} is not in ${start}${root}`);
  return uri.slice(start.length);
}

/** Resolves to what could not be removed. An answer of 200 may tell of keys that S3 was too busy for: these are tried again. */
async function removeBatch(session: S3Session, keys: readonly string[]): Promise<readonly _Error[]> {
  const { sdk, client, bucket, retry } = session;
  const left: _Error[] = [];
  let pending = keys;
  const remove = async () => {
    const Delete = { Objects: pending.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await client.send(new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete }));
    const failed = Errors.filter(({ Code }) => Code !== 'NoSuchKey');
    const busy = failed.filter(({ Code }) => isPassing({ name: Code }));
    left.push(...failed.filter((each) => !busy.includes(each)));
    pending = busy.flatMap(({ Key }) => Key ?? []);
    const [first] = busy;
    if (first !== undefined) throw Object.assign(new Error(first.Message ?? first.Code), { name: first.Code });
  };
  await session.attempt('s3:DeleteObject', `s3://${bucket}/${pending[0]}`, NEVER, () => retry(remove, NEVER));
  return left;
}

function explainLeft({ bucket }: S3Session, left: readonly _Error[]): EtlError {
  const [{ Key, Code } = {}] = left;
  const request = { action: 's3:DeleteObject', bucket, uri: `s3://${bucket}/${Key}`, unsigned: false } as const;
  const which = left.length === 1 ? request.uri : `${left.length} objects below WORK_URI`;
  const details = left.slice(0, SHOWN).map((each) => `s3://${bucket}/${each.Key}: ${each.Code}: ${each.Message}`);
  return new EtlError('source', `cannot remove ${which}`, {
    hint: Code === 'AccessDenied' ? permissionFor(request) : 'remove by hand what is left',
    details: left.length > SHOWN ? [...details, `and ${left.length - SHOWN} more`] : details,
  });
}
