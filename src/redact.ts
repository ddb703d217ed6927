/** `user:password@`, with or without a scheme before it, to the last `@` before a slash: a password may have one in it. */
const USERINFO = /(^|[\s/"'])[^\s/@:"']*:[^\s/]+@/;

/** `password=…` and the like: in the query of a URL, or in the key=value form that libpq takes. */
const SECRET_PARAMETER = /((?:^|[\s?&;])[a-z_-]*(?:password|secret|token|access_key)[a-z_-]*\s*=\s*)[^\s&;]+/i;

/** True if a text carries something that must not be seen: credentials before an `@`, or a parameter named after one. */
export function holdsSecret(text: string): boolean {
  return USERINFO.test(text) || SECRET_PARAMETER.test(text);
}

/** A text from outside with whatever may be a secret replaced, fit for a message. */
export function redact(text: string): string {
  return text
    .replace(new RegExp(USERINFO, 'g'), '$1[redacted]@')
    .replace(new RegExp(SECRET_PARAMETER, 'gi'), '$1[redacted]');
}
