import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DatasetColumn, RowValue } from '../../src/core/dataset.ts';
import { canonicalEncoder } from '../../src/records/canonical.ts';
import { EVENTS } from '../../src/records/events.ts';
import { SONGS } from '../../src/records/songs.ts';
import { readAll } from '../support/records.ts';

it('writes every key in the dataset’s spelling', () => {
  const line = canonicalEncoder(SONGS)([1, 'AR1', -33.5, null, '', 'Björk "B"', 'SO1', 'a\nb\u2028', 1e21, 0]);
  expect(line).toBe(
    '{"num_songs":1,"artist_id":"AR1","artist_latitude":-33.5,"artist_longitude":null,"artist_location":"",' +
      '"artist_name":"Björk \\"B\\"","song_id":"SO1","title":"a\\nb\u2028","duration":1e+21,"year":0}',
  );
});

const text = fc.string({ unit: 'binary', maxLength: 50 }).map((s) => s.replaceAll('\0', ''));
const VALUES: Record<DatasetColumn['type'], fc.Arbitrary<RowValue>> = {
  text,
  integer: fc.integer(),
  bigint: fc.maxSafeInteger(),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
};

function valueFor(column: DatasetColumn): fc.Arbitrary<RowValue> {
  if (column.epochMillis) return fc.integer({ min: 0, max: 253402300799999 });
  if (!column.required) return fc.option(VALUES[column.type]);
  return VALUES[column.type].filter((value) => value !== '');
}

it.each([EVENTS, SONGS])('a row of $name reads back as it was, to the last digit', async (dataset) => {
  const encode = canonicalEncoder(dataset);
  const rows = fc.array(fc.tuple(...dataset.columns.map(valueFor)), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(rows, async (written) => {
      const { records } = await readAll(written.map(encode).join('\n'), { dataset });
      expect(records).toEqual(written);
    }),
  );
});
