/**
 * What to do about an error of COPY, by its code.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html
 */
const FIXES: ReadonlyMap<number, string> = new Map([
  [1204, 'shorten the text: a column holds 1,024 bytes of UTF-8, in which a letter may take up to four'],
  [1206, 'write the time as milliseconds since 1970'],
  [1207, 'write a number there, or null'],
  [1208, 'write a number there, or null'],
  [1213, 'deliver the missing value: a record cannot be loaded without it'],
  [1216, 'split the record: an object has at most 4 MB'],
  [1219, 'write the text in UTF-8'],
  [1220, 'write the text in UTF-8'],
  [1222, 'write a number that the column can hold'],
]);

/** What to do where all that is known is the text: malformed JSON has several codes. */
const BY_REASON: readonly (readonly [RegExp, string])[] = [
  [/not an object/i, 'write one object a record, not an array with commas between the objects'],
  [/json/i, 'mend the JSON: objects with white space or nothing between them'],
  [/utf-?8/i, 'write the text in UTF-8'],
];

/** What to do about an error of COPY; undefined if that is not known. */
export function fixFor(code: number, reason: string): string | undefined {
  return FIXES.get(code) ?? BY_REASON.find(([pattern]) => pattern.test(reason))?.[1];
}
