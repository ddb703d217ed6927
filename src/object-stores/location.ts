import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EtlError } from '../core/errors.ts';

/** Where input comes from, as configuration names it. `text` is what was written there. */
export type SourceLocation =
  | { readonly kind: 'folder'; readonly text: string; readonly path: string }
  | {
      readonly kind: 's3';
      readonly text: string;
      readonly bucket: string;
      /** Key of a folder or of one object, without a slash at its end; empty for the whole bucket. */
      readonly prefix: string;
    };

const SCHEME = /^([a-z][a-z0-9+.-]+):\/\//i;
const EXAMPLE = 'write s3://bucket/prefix or the path of a local folder';

/**
 * Reads `s3://bucket/prefix`, a path, or a `file://` URL. Keys are taken as they stand: nothing is percent-decoded.
 * @param home what a leading `~` stands for; without it `~` is an ordinary name.
 * @throws EtlError of kind `usage` that says what is wrong with the text.
 */
export function parseLocation(text: string, home?: string): SourceLocation {
  const trimmed = text.trim();
  if (trimmed === '') throw new EtlError('usage', 'a source is empty', { hint: EXAMPLE });
  if (/\p{Cc}/u.test(trimmed)) {
    throw new EtlError('usage', `${JSON.stringify(trimmed)} has a control character in it`, { hint: EXAMPLE });
  }
  const scheme = SCHEME.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'folder', text: trimmed, path: expandHome(trimmed, home) };
  if (scheme === 's3') return parseS3(trimmed);
  if (scheme === 'file') return { kind: 'folder', text: trimmed, path: pathOfUrl(trimmed) };
  const shown = withoutUserinfo(trimmed);
  throw new EtlError('usage', `${shown}: ${scheme}:// is not a source that can be read`, {
    hint: /^s3[an]$/.test(scheme) ? `write ${shown.replace(/^s3[an]:/i, 's3:')}` : EXAMPLE,
  });
}

function parseS3(text: string): SourceLocation {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*)$/iu.exec(text) ?? [];
  const problem = problemOfBucket(bucket);
  if (problem !== undefined) {
    throw new EtlError('usage', `${withoutUserinfo(text)}: ${problem}`, { hint: 'write s3://bucket/prefix' });
  }
  return { kind: 's3', text, bucket, prefix: prefix.replace(/\/+$/, '') };
}

/** S3's rules for the names of general purpose buckets: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function problemOfBucket(bucket: string): string | undefined {
  if (bucket === '') return 'the bucket is missing';
  if (bucket.length < 3 || bucket.length > 63) return 'a bucket name has 3 to 63 characters';
  if (!/^[a-z0-9.-]+$/.test(bucket)) return 'a bucket name has only a-z, 0-9, dots and hyphens';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(bucket)) return 'a bucket name begins and ends with a letter or a digit';
  if (bucket.includes('..')) return 'a bucket name has no two dots in a row';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(bucket)) return 'a bucket name does not look like an IP address';
  return undefined;
}

function expandHome(path: string, home: string | undefined): string {
  if (home === undefined) return path;
  if (path === '~') return home;
  return path.startsWith('~/') ? join(home, path.slice(2)) : path;
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new EtlError('usage', `${url} does not name a local folder`, { hint: 'write file:///path/of/folder', cause });
  }
}

/** People paste URLs with a password in them; no message repeats it. */
function withoutUserinfo(url: string): string {
  return url.replace(/^([^/]+:\/\/)[^/]*@/, '$1');
}
