import { describe, expect, it } from 'vitest';
import type { Reject } from '../../src/core/dataset.ts';
import { filesAsJson, filesAsLines, filesAsRows, stagedFiles } from '../../src/core/staged-files.ts';
import type { StageFile, StageLoad } from '../../src/core/warehouse.ts';
import { EVENTS } from '../../src/records/events.ts';

const DAY = '2018-11-15';
const file = (uri: string): StageFile => ({ object: { key: uri, uri, size: 7, version: 'v' }, day: DAY });
const loadOf = (...uris: readonly string[]) =>
  ({ dataset: EVENTS, files: uris.map(file), run: { id: 'run', at: new Date(0) } }) as unknown as StageLoad;
const rejectIn = (uri: string) => ({ file: uri }) as Reject;

describe('the files of a load', () => {
  it('have their own rows and rejects', () => {
    const rejects = [rejectIn('b'), rejectIn('b')];
    const staged = stagedFiles(
      loadOf('a', 'b'),
      new Map([
        ['b', 0],
        ['a', 3],
      ]),
      { rows: 3, rejects },
    );
    expect(staged.map(({ file: { object }, ...counts }) => ({ uri: object.uri, ...counts }))).toEqual([
      { uri: 'a', rows: 3, rejects: 0 },
      { uri: 'b', rows: 0, rejects: 2 },
    ]);
  });

  it.each([
    ['a file that nobody read', { a: 3 }, 3, []],
    ['a file that is none of the load', { a: 3, b: 0, c: 1 }, 4, []],
    ['other rows in all', { a: 3, b: 1 }, 5, []],
    ['a reject of another file', { a: 3, b: 1 }, 4, ['c']],
  ])('must add up to the load: not with %s', (_, counts, rows, rejects) => {
    const result = { rows, rejects: rejects.map(rejectIn) };
    expect(() => stagedFiles(loadOf('a', 'b'), new Map(Object.entries(counts)), result)).toThrow(
      expect.objectContaining({ kind: 'warehouse', message: expect.stringContaining('nothing was loaded') }),
    );
  });
});

describe('the parameters of stage/insert-files', () => {
  const odd = 's3://b/%41\t"ü☂"\n\\.json';
  const load = loadOf('a', odd);
  const staged = stagedFiles(
    load,
    new Map([
      ['a', 1],
      [odd, 2],
    ]),
    { rows: 3, rejects: [] },
  );
  const mark = { run: 'run', staged_at: '1970-01-01 00:00:00.000' };

  it('are lines in which no name can pass for more than itself', () => {
    const encoded = 's3://b/%2541%09"ü☂"%0A\\.json';
    const files = [`a\tv\t7\t${DAY}\t1\t0`, `${encoded}\tv\t7\t${DAY}\t2\t0`].join('\n');
    expect(filesAsLines(load, staged)).toEqual({ ...mark, dataset: 'events', files });
  });

  it('are JSON', () => {
    const { files } = filesAsJson(load, staged);
    expect(JSON.parse(String(files))[1]).toEqual({ name: odd, version: 'v', size: 7, day: DAY, rows: 2, rejects: 0 });
  });

  it('are rows for statements that hold no more than a message can bind', () => {
    const many = Array.from({ length: 33_000 }, (_, n) => `f${n}`);
    const all = loadOf(...many);
    const batches = filesAsRows(all, stagedFiles(all, new Map(many.map((uri) => [uri, 0])), { rows: 0, rejects: [] }));
    expect(batches.map(({ files }) => (files as unknown[]).length)).toEqual([16_000, 16_000, 1000]);
    expect((batches.at(-1) as { files: unknown[] }).files[999]).toEqual([
      ...['events', 'f32999', 'v', 7, DAY, 0, 0, mark.run, mark.staged_at],
    ]);
  });
});
