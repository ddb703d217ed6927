/** True for `scheme://user:password@…` and for parameters that carry a password or key. */
export function holdsSecret(text: string): boolean {
  return (
    /^[a-z0-9+.-]+:\/\/[^/?#\s]*:[^/?#\s]*@/i.test(text) ||
    /[?&;](password|secret|token|[a-z_]*secret_access_key)=/i.test(text)
  );
}

/** A text from outside with whatever may be a secret replaced, fit for a message. */
export function redact(text: string): string {
  return text
    .replace(/^([a-z0-9+.-]+:\/\/)[^/?#\s]*@/i, '$1[redacted]@')
    .replace(/([?&;][a-z_]*(?:password|secret|token|key)=)[^&;]*/gi, '$1[redacted]');
}
