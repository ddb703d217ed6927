import type { RedshiftError } from '../error.ts';
import type { BucketReader } from './bucket-reader.ts';
import { padbError } from './errors.ts';
import { parseS3Uri } from './parse.ts';
import { describeFailure, failureOf } from './s3-errors.ts';
import type { S3Uri } from './statement.ts';
import type { CopyContext } from './types.ts';

/** A file to load. Where it is missing: an error if it is mandatory, else it is left out. */
export interface ManifestEntry extends S3Uri {
  readonly mandatory: boolean;
}

const LOCATION = 's3_utility.cpp:322';

/**
 * Reads a manifest: full keys, in their order, twice where listed twice.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
 */
export async function readManifest(context: CopyContext, reader: BucketReader, uri: S3Uri): Promise<ManifestEntry[]> {
  const refuse = (message: string) =>
    padbError(context, message, { context: `Manifest s3://${uri.bucket}/${uri.key}`, location: LOCATION });
  if (uri.key === '' || uri.key.endsWith('/')) throw refuse(NEEDS_FULL_PATH);
  const text = await reader.text(uri).catch((error: Error) => {
    throw explain(error, refuse);
  });
  const entries = parseEntries(text);
  if (entries === undefined) throw refuse('Manifest file is not in correct json format');
  if (entries.length === 0) throw refuse('Manifest file has no entries');
  return entries;
}

const NEEDS_FULL_PATH = 'COPY with MANIFEST parameter requires full path of an S3 object';

/** Missing rights show as an incomplete path: https://github.com/PostHog/posthog/issues/61603 */
function explain(error: Error, refuse: (message: string) => RedshiftError): Error {
  const failure = failureOf(error.cause);
  if (failure === undefined) return error;
  if (failure.code === 'AccessDenied') return refuse(NEEDS_FULL_PATH);
  if (failure.status === 404) return refuse(`Problem reading manifest file - ${describeFailure(failure)}`);
  return error;
}

/** Undefined for what is no manifest. */
function parseEntries(text: string): ManifestEntry[] | undefined {
  const manifest = parseJson(text);
  const entries = isRecord(manifest) ? manifest.entries : undefined;
  if (!Array.isArray(entries)) return undefined;
  const parsed = entries.map(parseEntry);
  return parsed.every((entry) => entry !== undefined) ? parsed : undefined;
}

function parseEntry(entry: unknown): ManifestEntry | undefined {
  if (!isRecord(entry) || typeof entry.url !== 'string') return undefined;
  const uri = parseS3Uri(entry.url);
  const { mandatory = false } = entry;
  if (uri === undefined || uri.key === '' || typeof mandatory !== 'boolean') return undefined;
  return { ...uri, mandatory };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
