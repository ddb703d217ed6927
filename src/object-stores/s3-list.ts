import type { _Object, ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { EtlError } from '../core/errors.ts';
import type { StoredObject } from '../core/object-store.ts';
import { BrokenBodyError } from './s3-retry.ts';
import type { S3Session } from './s3-session.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * The objects below the session's root whose key below it starts with `prefix`.
 * S3 has no folders: a root without a single key counts as one that does not exist.
 */
export async function* listFolder(
  session: S3Session,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredObject[]> {
  const { bucket, root } = session;
  // A signal of its own: of many listings that listen to the same one, Node would warn at the eleventh listener.
  const stop = AbortSignal.any([signal]);
  let isEmpty = true;
  for await (const page of pagesOf(session, root + prefix, stop)) {
    const entries = page.Contents ?? [];
    if (entries.length > 0) isEmpty = false;
    yield entries.flatMap((entry) => objectOf(entry, page.EncodingType === 'url', bucket, root) ?? []);
  }
  if (isEmpty && root !== '') await requireRoot(session, stop);
}

async function* pagesOf(
  session: S3Session,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let token: string | undefined;
  do {
    const page = await listPage(session, { Prefix: prefix, ContinuationToken: token }, signal);
    yield page;
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
    if (page.IsTruncated && token === undefined) {
      throw new EtlError('source', `the listing of s3://${session.bucket}/${prefix} breaks off: no continuation token`);
    }
  } while (token !== undefined);
}

async function listPage(
  { sdk, client, bucket, retry, attempt }: S3Session,
  input: Omit<ListObjectsV2CommandInput, 'Bucket'>,
  signal: AbortSignal,
): Promise<ListObjectsV2CommandOutput> {
  // XML cannot carry every character that a key may have, hence the encoding.
  const command = new sdk.ListObjectsV2Command({ Bucket: bucket, EncodingType: 'url', ...input });
  const list = async () => requireListing(await client.send(command, { abortSignal: signal }));
  return attempt('s3:ListBucket', `s3://${bucket}/${input.Prefix}`, signal, () =>
    untilAborted(signal, () => retry(list, signal)),
  );
}

/** An answer without content, or a page of a proxy, would look like a folder in which there is nothing. */
function requireListing(page: ListObjectsV2CommandOutput): ListObjectsV2CommandOutput {
  const { Name, IsTruncated, Contents } = page;
  if ((Name ?? IsTruncated ?? Contents) !== undefined) return page;
  throw new BrokenBodyError('the answer is no listing');
}

/** Undefined for the empty `folder/` objects with which consoles stand in for folders. */
function objectOf(entry: _Object, isEncoded: boolean, bucket: string, root: string): StoredObject | undefined {
  const raw = entry.Key ?? '';
  // S3 encodes as forms do: a space is a plus. Servers that do not know the encoding do not claim it either.
  const key = isEncoded ? decodeURIComponent(raw.replaceAll('+', ' ')) : raw;
  if (key === '' || key.endsWith('/')) return undefined;
  return {
    key: key.slice(root.length),
    uri: `s3://${bucket}/${key}`,
    size: entry.Size ?? 0,
    version: entry.ETag ?? '',
  };
}

async function requireRoot(session: S3Session, signal: AbortSignal): Promise<void> {
  const { bucket, root } = session;
  const page = await listPage(session, { Prefix: root, MaxKeys: 1 }, signal);
  if ((page.Contents ?? []).length > 0) return;
  throw new EtlError('usage', `no such folder: s3://${bucket}/${root} (no key starts with it)`, {
    hint: `look what there is: aws s3 ls s3://${bucket}/`,
  });
}
