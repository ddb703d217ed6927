/** Types by the number that the catalogue of types gives them, here and on Redshift. */
const NUMBERS = new Set([
  21, // int2
  23, // int4
  26, // oid
  700, // float4
  701, // float8
]);
const BOOLEAN = 16;

type Parse = (text: string) => unknown;

const asText: Parse = (text) => text;
const asNumber: Parse = (text) => Number(text);
const asBoolean: Parse = (text) => text === 't';

/**
 * How a value of a type is read from the server's text: numbers that a double holds, and booleans. All else stays text:
 * int8 and numeric would lose digits, and `pg` would take a timestamp for local time.
 */
export function parserFor(type: number): Parse {
  if (NUMBERS.has(type)) return asNumber;
  return type === BOOLEAN ? asBoolean : asText;
}
