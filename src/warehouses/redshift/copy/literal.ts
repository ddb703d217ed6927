import { EtlError } from '../../../core/errors.ts';

/**
 * A quoted literal. COPY takes no bound values, and Redshift reads a backslash within quotes as an escape, so text that
 * holds one, or a quote, or a control character is refused rather than escaped.
 * @param what names the text in the error, which does not repeat it
 */
export function literal(text: string, what: string): string {
  const problem = problemOf(text);
  if (problem === undefined) return `'${text}'`;
  throw new EtlError('usage', `${what} cannot stand in a COPY statement: it has ${problem} in it`);
}

/** An `s3://` URI as a literal; the error names it. */
export function uriLiteral(uri: string): string {
  if (!isS3(uri))
    throw new EtlError('usage', `${JSON.stringify(uri)} is no object in S3, which is all that COPY reads`);
  const problem = problemOf(uri);
  if (problem === undefined) return `'${uri}'`;
  throw new EtlError('usage', `${JSON.stringify(uri)} cannot stand in a COPY statement: it has ${problem} in it`, {
    hint: 'rename the object, or set WORK_URI: then its name stands in a manifest, where every name can',
  });
}

/** True for `s3://bucket/…`; a local path is none. */
export function isS3(uri: string): boolean {
  return /^s3:\/\/[a-z0-9][a-z0-9.-]+\//.test(uri);
}

function problemOf(text: string): string | undefined {
  if (text.includes("'")) return 'a quote';
  if (text.includes('\\')) return 'a backslash';
  return /\p{Cc}/u.test(text) ? 'a control character' : undefined;
}
