/** `scheme://` and what stands before the first slash after it. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\s]*)/i;

/** `user:password@` without a scheme, as in `user:password@host/database`. */
const BARE_USERINFO = /^[^\s/@:]+:[^\s/]+@/;

/** A path, or a DuckDB file, may have a colon and an `@` in its name. */
const PATH = /^(?:duckdb:|[./~])/i;

/** `password=…` and the like: in the query of a URL, or in the key=value form that libpq takes, in quotes or without. COPY_WITH_KEYS only says whether. */
const SECRET_PARAMETER =
  /((?:^|[\s?&;])(?!copy_with_keys=(?:true|false|yes|no|[01])(?![^\s&;]))[\w-]*(?:password|passwd|pwd|secret|token|signature|credential|key)[\w-]*\s*=\s*)('[^']*'|"[^"]*"|[^\s&;]+)/i;

/** True if a text carries something that must not be seen: credentials before an `@`, or a parameter named after one. */
export function holdsSecret(text: string): boolean {
  if (SECRET_PARAMETER.test(text)) return true;
  const authority = AUTHORITY.exec(text)?.[1];
  if (authority !== undefined) return /:.*@/.test(authority);
  return !PATH.test(text) && BARE_USERINFO.test(text);
}

/** A text with whatever may be a secret replaced, fit for a message. Takes too much rather than too little. */
export function redact(text: string): string {
  return (
    text
      // A blank after the colon: the URL has ended, and a sentence goes on.
      .replace(/([a-z][a-z0-9+.-]*:\/\/)[^@\s"']*:(?!\s)[^"'\n]*@/gi, '$1[redacted]@')
      .replace(/(^|[\s"'])[^\s/@:"']+:(?!\/\/)[^\s"']+@/g, '$1[redacted]@')
      .replace(new RegExp(SECRET_PARAMETER, 'gi'), '$1[redacted]')
  );
}
