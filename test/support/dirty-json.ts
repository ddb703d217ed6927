import fc from 'fast-check';
import type { Dataset, DatasetColumn } from '../../src/core/dataset.ts';
import { oddValues } from './odd-values.ts';

/** A member of an object: its key as it stands between the quotes, and its raw value. */
type Member = readonly [key: string, value: string];
type Change = (members: readonly Member[]) => readonly Member[];

const SOUND: Readonly<Record<DatasetColumn['type'], fc.Arbitrary<string>>> = {
  text: fc
    .oneof(
      fc.constantFrom('Home', 'paid', 'Frank Ocean', 'Beyoncé', ''),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    )
    .map((text) => JSON.stringify(text)),
  integer: fc.integer({ min: -5, max: 400 }).map(String),
  bigint: fc.maxSafeInteger().map(String),
  double: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()).map((n) => JSON.stringify(n)),
};

function soundMember({ key, type, required, epochMillis }: DatasetColumn): fc.Arbitrary<Member> {
  const moments = fc.integer({ min: 1_541_000_000_000, max: 1_544_000_000_000 }).map(String);
  if (epochMillis) return fc.tuple(fc.constant(key), moments);
  if (required)
    return fc.tuple(fc.constant(key), type === 'text' ? fc.constantFrom('"NextSong"', '"SOABC"') : SOUND[type]);
  // As in the real logs: user ids are strings, and many values are null.
  const known = key === 'userId' ? SOUND.integer.map((text) => `"${text}"`) : SOUND[type];
  return fc.tuple(fc.constant(key), fc.oneof({ weight: 5, arbitrary: known }, fc.constant('null')));
}

function otherKeys({ columns }: Dataset): fc.Arbitrary<string> {
  const keys = columns.map(({ key }) => key);
  const escaped = keys.map((key) => `\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}`);
  return fc.oneof(
    fc.constantFrom('x', '', 'a b', '$', 'log_date', 'filename', 'json', '\\ud800', '\\u0000', 'se\u017f\u017fionId'),
    fc.constantFrom(...keys, ...keys.map((key) => key.toUpperCase()), ...keys.map((key) => key.toLowerCase())),
    fc.constantFrom(...escaped, ...keys.map((key) => `${key} `)),
  );
}

/** The place in a list that any number stands for. */
const at = (n: number, { length }: readonly unknown[]) => (length === 0 ? 0 : n % length);

/** One thing that is odd about a record. */
function changes(dataset: Dataset): fc.Arbitrary<Change> {
  const changeOf = <T>(
    of: fc.Arbitrary<T>,
    apply: (chosen: T, n: number, members: readonly Member[]) => readonly Member[],
  ) =>
    fc.tuple(of, fc.nat(100)).map(
      ([chosen, n]): Change =>
        (members) =>
          apply(chosen, at(n, members), members),
    );
  const other = otherKeys(dataset);
  const nothing = fc.constant(undefined);
  return fc.oneof(
    { weight: 8, arbitrary: changeOf(oddValues, (value, n, all) => all.map(([k, v], i) => [k, i === n ? value : v])) },
    changeOf(other, (key, n, all) => all.map(([k, v], i) => [i === n ? key : k, v])),
    changeOf(fc.tuple(other, oddValues), (member, n, all) => all.toSpliced(n, 0, member)),
    changeOf(nothing, (_, n, all) => all.toSpliced(n, 1)),
    changeOf(nothing, (_, n, all) => [...all.slice(n), ...all.slice(0, n)]),
  );
}

interface Layout {
  readonly open: string;
  readonly colon: string;
  readonly comma: string;
  readonly close: string;
}

const COMPACT: Layout = { open: '{', colon: ':', comma: ',', close: '}' };

// biome-ignore format: a list is easier to read in lines
const CLOSINGS = [
  '}', ' }', '\n}', '\r\n}', '\t}', '\r}', '\f}', '\v}', ',}', ', }', ',\t}', ',\r}', ',\n}', ',\r\n}', ', \t\r }', ',\f}', ',,}',
  ' , }', ', \n}', ',} ', ',}\t', ',}\r', ', } \r', ',}\f', ',}\v', ',\u00a0}', '} ', '}\t', '}\r', '}\f', '', ']', '},', '}}', '}x', '};',
];

const layouts: fc.Arbitrary<Layout> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(COMPACT) },
  { weight: 2, arbitrary: fc.constantFrom(...CLOSINGS).map((close) => ({ ...COMPACT, close })) },
  fc.record({
    open: fc.constantFrom('{', '{ ', '{\n', '{\r\n', '{\t', '{,', '{\f', '{/**/'),
    colon: fc.constantFrom(':', ': ', ' : ', ':\n', '\t:', '=', '::', ':\f'),
    comma: fc.constantFrom(',', ', ', ',\n', ',\r\n  ', ' ,', ',,', ';', ' '),
    close: fc.constantFrom(...CLOSINGS),
  }),
);

function records(dataset: Dataset): fc.Arbitrary<string> {
  const sound = fc.tuple(...dataset.columns.map(soundMember)) as unknown as fc.Arbitrary<Member[]>;
  const odd = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 5, arbitrary: fc.tuple(changes(dataset)) },
    fc.array(changes(dataset), { minLength: 2, maxLength: 4 }),
  );
  return fc.tuple(sound, odd, layouts).map(([members, todo, { open, colon, comma, close }]) => {
    const changed = todo.reduce<readonly Member[]>((result, change) => change(result), members);
    return open + changed.map(([key, value]) => `"${key}"${colon}${value}`).join(comma) + close;
  });
}

// biome-ignore format: a list is easier to read in lines
const JUNK = [
  'null', 'true', '{}', '[]', '[{}]', '{', '}', '[', ']', '17', '"text"', 'words', ',', '{"a":1}', '{"a":', '\ufffe', '\u0000', '# no', '// no',
];
// biome-ignore format: a list is easier to read in lines
const SEPARATORS = [
  '', ' ', ',', '\r\n', '\n\n', '\r', '\n\r\n', '\f', '\v', '\n\f\n', '\n\v\n', '\f\n', '\v\n', '\n\f', '\n\v', ' \n', '\t\n', '\n ', '\n\t', ' \n\t',
  '\n\u00a0\n', '\n\ufeff', '\ufeff\n', '\n,\n', ',\n', '\u0000', '\n\u0000\n', '\u2028', '\u0085\n', '\n  \n', '\n\u001e', '\r\r\n',
];
const separators = fc.oneof({ weight: 5, arbitrary: fc.constant('\n') }, fc.constantFrom(...SEPARATORS));
const starts = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  fc.constantFrom(
    '\ufeff',
    '\ufeff\n',
    '\n',
    '\r\n',
    ' ',
    '\f',
    '\v',
    '\ufeff\ufeff',
    '\ufeff\ufeff\ufeff',
    '[',
    '\u0000',
    ' \ufeff',
  ),
);

/** The bytes of a file: sound and odd records with anything between them; now and then not UTF-8, or cut short. */
export function dirtyFiles(dataset: Dataset): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof({ weight: 12, arbitrary: records(dataset) }, fc.constantFrom(...JUNK));
  const pieces = fc.array(fc.tuple(piece, separators), { maxLength: 4 });
  const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 11, arbitrary: fc.constant(undefined) }, arbitrary);
  const damage = seldom(fc.tuple(fc.nat(), fc.integer({ min: 0x80, max: 0xff })));
  const missing = seldom(fc.integer({ min: 1, max: 20 }));
  return fc.tuple(starts, pieces, damage, missing).map(([start, parts, bad, cut]) => {
    const bytes = Buffer.from(start + parts.flat().join(''));
    if (bad !== undefined && bytes.length > 0) bytes[bad[0] % bytes.length] = bad[1];
    return Uint8Array.from(bytes.subarray(0, Math.max(0, bytes.length - (cut ?? 0))));
  });
}
