import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StageFile } from '../src/core/warehouse.ts';
import { changesSince, type Ledger, type LedgerEntry } from '../src/ledger.ts';

const file = (uri: string, version = 'v1', day?: string): StageFile => ({
  object: { key: uri, uri, size: 1, version },
  ...(day === undefined ? {} : { day }),
});
const entry = (version = 'v1', day?: string): LedgerEntry => ({ version, size: 1, day, rows: 1, rejects: 0 });
const urisOf = (files: readonly StageFile[]) => files.map(({ object }) => object.uri);

it('tells new files, changed ones, those of another day, the same, and those that are gone', () => {
  const ledger: Ledger = new Map([
    ['same', entry('v1', '2018-11-15')],
    ['changed', entry('v1', '2018-11-15')],
    ['moved', entry('v1', '2018-11-15')],
    ['gone', entry('v7', '2018-11-15')],
  ]);
  const files = [
    file('fresh', 'v1', '2018-11-15'),
    file('changed', 'v2', '2018-11-15'),
    file('moved', 'v1', '2018-11-16'),
    file('same', 'v1', '2018-11-15'),
  ];
  const { fresh, changed, unchanged, vanished } = changesSince(ledger, files);
  expect(urisOf(fresh)).toEqual(['fresh']);
  expect(urisOf(changed)).toEqual(['changed', 'moved']);
  expect(urisOf(unchanged)).toEqual(['same']);
  expect(vanished).toEqual([{ uri: 'gone', ...entry('v7', '2018-11-15') }]);
});

const name = fc.constantFrom('a', 'b', 'c', '__proto__', '', 'ü/☂ %');
const version = fc.constantFrom('1', '2');
const day = fc.constantFrom(undefined, '2018-11-15', '2018-11-16');
const ledgers = fc
  .uniqueArray(fc.record({ name, version, day }), { selector: (each) => each.name })
  .map((all): Ledger => new Map(all.map((each) => [each.name, entry(each.version, each.day)])));
const sources = fc
  .uniqueArray(fc.record({ name, version, day }), { selector: (each) => each.name })
  .map((all) => all.map((each) => file(each.name, each.version, each.day)));

it('puts each file in one list, in the order of its source', () => {
  fc.assert(
    fc.property(ledgers, sources, (ledger, files) => {
      const { fresh, changed, unchanged, vanished } = changesSince(ledger, files);
      const lists = [fresh, changed, unchanged];
      for (const list of lists) expect(list).toEqual(files.filter((each) => list.includes(each)));
      expect(lists.flat()).toHaveLength(files.length);
      const known = urisOf([...changed, ...unchanged]);
      expect([...known, ...vanished.map(({ uri }) => uri)].sort()).toEqual([...ledger.keys()].sort());
      expect(urisOf(fresh).filter((uri) => ledger.has(uri))).toEqual([]);
    }),
  );
});

it('finds nothing to do once all is staged as it is, whatever was there before', () => {
  fc.assert(
    fc.property(sources, (files) => {
      const ledger: Ledger = new Map(files.map(({ object, day }) => [object.uri, entry(object.version, day)]));
      expect(changesSince(ledger, files)).toEqual({ fresh: [], changed: [], unchanged: files, vanished: [] });
    }),
  );
});
