import fc from 'fast-check';
import { COLUMNS, type Kind, keyOf, PUBLISHED, type Published } from './columns.ts';

/** Where a column of a row that is written gets its value: one of two rows that are there, or one that is made up. */
type Source = 'same' | 'other' | 'near' | 'far' | 'blank' | 'none';

/** A change by hand of one published table, described without knowing its rows: what a number means is decided there. */
export interface Change {
  readonly table: Published;
  /** Which row, and which other one, counted in the order of keys, modulo the number of rows. */
  readonly row: number;
  readonly other: number;
  /** Rows that are taken away. */
  readonly removes: 'none' | 'row' | 'both';
  /** Rows that are written, each by the sources of its columns in their order. */
  readonly adds: readonly (readonly Source[])[];
}

const UNCHANGED: Readonly<Record<Published, readonly Source[]>> = mapTables((table) =>
  COLUMNS[table].map(() => 'same'),
);

/** Every kind of corruption of a single row, and of two that exchange something. */
export const changes: fc.Arbitrary<Change> = fc
  .tuple(fc.constantFrom(...PUBLISHED), fc.nat(40), fc.nat(40))
  .chain(([table, row, other]) =>
    shapes(table).map((shape) => ({ table, row, other: row === other ? other + 1 : other, ...shape })),
  );

type Shape = Pick<Change, 'removes' | 'adds'>;

function shapes(table: Published): fc.Arbitrary<Shape> {
  const unchanged = UNCHANGED[table];
  const column = fc.nat(unchanged.length - 1);
  const oneChanged = column.chain((n) => sourceOf(table, n).map((source) => unchanged.with(n, source)));
  const anyChanged = fc.tuple(...unchanged.map((_, n) => fc.oneof(fc.constant<Source>('same'), sourceOf(table, n))));
  const exchanged = fc.subarray([...unchanged.keys()], { minLength: 1 });
  return fc.oneof(
    fc.constant<Shape>({ removes: 'row', adds: [] }),
    fc.constant<Shape>({ removes: 'none', adds: [unchanged] }),
    anyChanged.map((made): Shape => ({ removes: 'none', adds: [made] })),
    { weight: 5, arbitrary: oneChanged.map((made): Shape => ({ removes: 'row', adds: [made] })) },
    { weight: 2, arbitrary: anyChanged.map((made): Shape => ({ removes: 'row', adds: [made] })) },
    {
      weight: 2,
      arbitrary: exchanged.map((columns): Shape => {
        const made = unchanged.map((source, n): Source => (columns.includes(n) ? 'other' : source));
        return { removes: 'both', adds: [made, made] };
      }),
    },
  );
}

function sourceOf(table: Published, column: number): fc.Arbitrary<Source> {
  const { kind, nullable } = COLUMNS[table][column] as (typeof COLUMNS)[Published][number];
  const sources: Source[] = ['other', 'near', 'far'];
  if (kind === 'text') sources.push('blank');
  if (nullable) sources.push('none');
  return fc.constantFrom(...sources);
}

/** Statements that make a change, for every engine. The rows to change stand in first_row and other_row while they run. */
export function statementsOf({ table, row, other, removes, adds }: Change): readonly string[] {
  const key = keyOf(table);
  const pick = (name: string, n: number) =>
    `create table ${name} as select ranked.* from (
       select t.*, row_number() over (order by ${key}) as place from ${table} t
     ) ranked where place = 1 + mod(${n}, (select count(*) from ${table}))`;
  const names = COLUMNS[table].map(({ name }) => name).join(', ');
  const insert = (sources: readonly Source[], [a, b]: readonly [string, string]) => {
    const values = sources.map((source, n) => expressionOf(table, n, source, a, b));
    return `insert into ${table} (${names}) select ${values.join(', ')} from ${a} cross join ${b}`;
  };
  const places = [['first_row', 'other_row'] as const, ['other_row', 'first_row'] as const];
  const remove = (name: string) => `delete from ${table} where ${key} in (select ${key} from ${name})`;
  return [
    pick('first_row', row),
    pick('other_row', other),
    ...(removes === 'none' ? [] : [remove('first_row')]),
    ...(removes === 'both' ? [remove('other_row')] : []),
    ...adds.map((sources, n) => insert(sources, places[n] ?? ['first_row', 'other_row'])),
    'drop table first_row',
    'drop table other_row',
  ];
}

const NEAR: Readonly<Record<Kind, (value: string) => string>> = {
  // No longer than it was: on servers a column has a greatest length.
  text: (value) => `'.' || substring(coalesce(${value}, ''), 2)`,
  whole: (value) => `coalesce(${value}, 0) + 1`,
  number: (value) => `coalesce(${value}, 0) + 0.001`,
  time: (value) => `${value} + interval '1 millisecond'`,
  day: (value) => `cast(${value} + interval '1 day' as date)`,
};

const FAR: Readonly<Record<Kind, (value: string) => string>> = {
  text: () => "'Quite another one'",
  whole: (value) => `coalesce(${value}, 0) + 1000001`,
  number: () => '12345.5',
  time: (value) => `${value} - interval '2 years'`,
  day: (value) => `cast(${value} + interval '100 years' as date)`,
};

function expressionOf(table: Published, n: number, source: Source, a: string, b: string): string {
  const { name, kind } = COLUMNS[table][n] as (typeof COLUMNS)[Published][number];
  const made: Readonly<Record<Source, string>> = {
    same: `${a}.${name}`,
    other: `${b}.${name}`,
    near: NEAR[kind](`${a}.${name}`),
    far: FAR[kind](`${a}.${name}`),
    blank: "''",
    // A null of the column's type.
    none: `nullif(${a}.${name}, ${a}.${name})`,
  };
  return made[source];
}

function mapTables<Value>(make: (table: Published) => Value): Readonly<Record<Published, Value>> {
  return Object.fromEntries(PUBLISHED.map((table) => [table, make(table)])) as Record<Published, Value>;
}
