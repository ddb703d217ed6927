/**
 * A replacer for `JSON.stringify`, which knows no 64-bit integers: one that a double cannot hold exactly becomes a string.
 */
export function safeValue(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}
