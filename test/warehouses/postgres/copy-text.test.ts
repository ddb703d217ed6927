import { once } from 'node:events';
import fc from 'fast-check';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CopyText } from '../../../src/warehouses/postgres/copy-text.ts';
import { MomentWriter } from '../../../src/warehouses/postgres/moment.ts';
import { createTestDatabase } from '../../support/postgres.ts';

const database = await createTestDatabase();
const client = new pg.Client({ connectionString: database.url });
beforeAll(async () => {
  await client.connect();
  await client.query('create table fields (n serial, t varchar(1024) collate "C", d double precision)');
});
afterAll(() => client.end());

type Field = string | null;

async function load(text: CopyText): Promise<number> {
  await client.query('truncate fields restart identity');
  const copy = client.query(from('copy fields (t, d) from stdin'));
  const chunk = text.take();
  if (chunk !== undefined) copy.write(chunk);
  copy.end();
  await once(copy, 'finish');
  return copy.rowCount;
}

function write(text: CopyText, value: Field): void {
  const bytes = Buffer.from(value ?? '');
  text.beginRow();
  if (value === null) text.null();
  else text.text(bytes, 0, bytes.length);
  text.endField();
}

const odd = fc.constantFrom(
  '\\',
  '\\N',
  '\\.',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\\t',
  '\\x41',
  '\\101',
  '\b',
  '\f',
  '\v',
  '"',
  "'",
  '😀',
  'é',
  '\ufeff',
  ' ',
  '',
);
const field: fc.Arbitrary<Field> = fc
  .oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 4,
      arbitrary: fc
        .array(fc.oneof(odd, fc.string({ unit: 'grapheme' })), { maxLength: 6 })
        .map((parts) => parts.join('')),
    },
  )
  .filter((text) => text === null || (!text.includes('\0') && Buffer.byteLength(text) <= 1024));

it('the server reads back any text, and tells the empty one from NULL', async () => {
  const example = fc.array(field, { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(example, async (fields) => {
      const text = new CopyText();
      for (const value of fields) {
        write(text, value);
        text.null();
        text.endField();
        text.endRow();
      }
      expect(await load(text)).toBe(fields.length);
      const { rows } = await client.query('select t from fields order by n');
      expect(rows.map(({ t }) => t)).toEqual(fields);
    }),
    { numRuns: 150, examples: [[['\\N', null, '', '\\.', 'a\\', '\\\\', '\t\n\r', '\ufeff']]] },
  );
});

it('the server reads back any finite number', async () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true });
  const number = fc.oneof(double, fc.maxSafeInteger(), fc.integer()).map((n) => n + 0);
  const examples = [
    0,
    5e-324,
    1.7976931348623157e308,
    2 ** 53 - 1,
    -(2 ** 53) + 1,
    999_999_999_999_999,
    1e15,
    1e21,
    -1e-7,
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(number, { maxLength: 60 }), async (numbers) => {
      const text = new CopyText();
      for (const value of numbers) {
        write(text, null);
        text.number(value);
        text.endField();
        text.endRow();
      }
      await load(text);
      const { rows } = await client.query('select d from fields order by n');
      expect(rows.map(({ d }) => d)).toEqual(numbers);
    }),
    { numRuns: 100, examples: [[examples]] },
  );
});

it('a row that was not ended is as if it had never been', async () => {
  const text = new CopyText();
  write(text, 'given up');
  write(text, 'kept');
  text.number(1);
  text.endField();
  text.endRow();
  write(text, 'given up too');
  expect(text.take()?.toString()).toBe('kept\t1\n');
  expect(text.take()).toBeUndefined();
});

it('rows larger than a chunk are kept whole', async () => {
  const text = new CopyText();
  const value = '\\'.repeat(1024);
  for (let n = 0; n < 400; n++) {
    write(text, value);
    text.null();
    text.endField();
    text.endRow();
  }
  expect(text.isFull).toBe(true);
  expect(await load(text)).toBe(400);
  const { rows } = await client.query('select distinct t from fields');
  expect(rows).toEqual([{ t: value }]);
});

it('moments are written in UTC, to the millisecond', () => {
  const moment = fc.integer({ min: 0, max: 253402300799999 });
  fc.assert(
    fc.property(fc.array(moment), (moments) => {
      const writer = new MomentWriter();
      const text = new CopyText();
      text.beginRow();
      for (const each of moments) {
        writer.write(text, each);
        text.endField();
      }
      text.endRow();
      const expected = moments.map((each) => new Date(each).toISOString().replace('T', ' ').replace('Z', ''));
      if (moments.length > 0) expect(text.take()?.toString()).toBe(`${expected.join('\t')}\n`);
    }),
    { examples: [[[0, 253402300799999, 86_399_999, 86_400_000]]] },
  );
});
