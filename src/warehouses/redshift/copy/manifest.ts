/**
 * The text of a manifest: exactly these objects, each of which must be there.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
 */
export function manifestOf(uris: readonly string[]): Uint8Array {
  // Without `mandatory` COPY passes over what is missing.
  const entries = uris.map((url) => ({ url, mandatory: true }));
  return Buffer.from(JSON.stringify({ entries }));
}
