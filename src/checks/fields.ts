import { nearest } from '../core/nearest.ts';

/** What an entry of a list of tests can say. */
const FIELDS = ['name', 'sql', 'operator', 'expected', 'title', 'severity', 'tables', 'when'] as const;
export type Field = (typeof FIELDS)[number];

/** What lists for Airflow's data quality operators call them, so that one can be taken over as it is. */
const OLD_NAMES: Readonly<Record<string, Field>> = {
  check_sql: 'sql',
  test_sql: 'sql',
  query: 'sql',
  expected_result: 'expected',
  comparison: 'operator',
};

/** The field that a key stands for. Throws an Error that names the one that was probably meant. */
export function toField(key: string): Field {
  const field = FIELDS.find((each) => each === key) ?? (Object.hasOwn(OLD_NAMES, key) ? OLD_NAMES[key] : undefined);
  if (field !== undefined) return field;
  const guess = nearest(key, [...FIELDS, ...Object.keys(OLD_NAMES)]);
  const advice = guess === undefined ? `there are ${FIELDS.join(', ')}` : `did you mean ${guess}?`;
  throw new Error(`"${key}" is no part of a test; ${advice}`);
}
