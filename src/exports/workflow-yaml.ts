/** A text as YAML, which GitHub then searches for expressions: what looks like the beginning of one becomes one that yields it. */
export function scalar(text: string): string {
  const literal = text.replaceAll('${{', expression("'${{'"));
  if (/^[A-Za-z/][\w./:@-]*$/.test(literal) && !/^(true|false|yes|no|on|off|y|n|null)$|:$/i.test(literal))
    return literal;
  return `'${literal.replaceAll("'", "''")}'`;
}

/** What GitHub puts in the place of an expression, such as `secrets.NAME`. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}
