import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../src/core/object-store.ts';
import { openDirectory } from '../../src/object-stores/directory.ts';
import { compileDayPattern, type DayPattern } from '../../src/source/day-pattern.ts';
import { type DaySelection, findLogs, findSongs, refuseTwins } from '../../src/source/find-files.ts';
import { NEVER, tempFolder, writeFiles } from '../support/warehouse.ts';

/** A folder with these files, and the prefixes that were listed in it. */
function folderWith(...keys: readonly string[]): { store: ObjectStore; prefixes: string[] } {
  const folder = tempFolder();
  writeFiles(folder, Object.fromEntries(keys.map((key) => [key, '{}'])));
  const prefixes: string[] = [];
  const directory = openDirectory(folder);
  const list: ObjectStore['list'] = (prefix, signal) => {
    prefixes.push(prefix);
    return directory.list(prefix, signal);
  };
  return { store: { ...directory, list }, prefixes };
}

const pattern = (text = '%Y/%m/%Y-%m-%d-events.json') => compileDayPattern(text) as DayPattern;
const one = (day: string): DaySelection => ({ kind: 'one', day });
const range = (from: string, to: string): DaySelection => ({ kind: 'range', from, to });
const ALL: DaySelection = { kind: 'all' };

async function find(store: ObjectStore, selection: DaySelection, text?: string) {
  const { days, files, missing } = await findLogs(store, pattern(text), selection, NEVER);
  return { days, keys: files.map(({ object, day }) => `${day} ${object.key}`), missing };
}

describe('findLogs', () => {
  it('finds the file of a day and lists nothing else', async () => {
    const { store, prefixes } = folderWith('2018/11/2018-11-15-events.json', '2018/11/2018-11-16-events.json');
    expect(await find(store, one('2018-11-15'))).toEqual({
      days: ['2018-11-15'],
      keys: ['2018-11-15 2018/11/2018-11-15-events.json'],
      missing: [],
    });
    expect(prefixes).toEqual(['2018/11/2018-11-15-events.json']);
  });

  it('does not take a neighbour whose name only begins the same', async () => {
    const { store } = folderWith(
      '2018-11-10.json',
      '2018-11-1.json',
      '2018-11-01.json',
      '2018-11-01.json.bak',
      '2018-11-011.json',
    );
    expect((await find(store, one('2018-11-01'), '%Y-%m-%d.json')).keys).toEqual(['2018-11-01 2018-11-01.json']);
    const loose = folderWith('log-2018-11-1', 'log-2018-11-10', 'log-2018-11-100');
    expect((await find(loose.store, ALL, 'log-%Y-%m-%d')).keys).toEqual(['2018-11-10 log-2018-11-10']);
  });

  it('takes several files of a day, compressed or not, in key order', async () => {
    const { store } = folderWith('2018-11-15/b.json.gz', '2018-11-15/a.json', '2018-11-16/a.json');
    expect((await find(store, one('2018-11-15'), '%Y-%m-%d/*.json')).keys).toEqual([
      '2018-11-15 2018-11-15/a.json',
      '2018-11-15 2018-11-15/b.json.gz',
    ]);
  });

  it('takes an hour a file as several files of a day', async () => {
    const { store } = folderWith(
      '2018-11-15T00.json',
      '2018-11-15T23.json',
      '2018-11-15T24.json',
      '2018-11-16T00.json',
    );
    const { keys } = await find(store, one('2018-11-15'), '%Y-%m-%dT%H.json');
    expect(keys).toEqual(['2018-11-15 2018-11-15T00.json', '2018-11-15 2018-11-15T23.json']);
  });

  it('leaves hidden files and those of tools alone', async () => {
    const { store } = folderWith(
      '2018/.ipynb_checkpoints/2018-11-15.json',
      '2018/_temporary/2018-11-15.json',
      '2018/a/.2018-11-15.json',
      '2018/a/2018-11-15.json',
    );
    expect((await find(store, ALL, '%Y/*/%Y-%m-%d.json')).keys).toEqual(['2018-11-15 2018/a/2018-11-15.json']);
    await expect(find(store, ALL, '%Y/*/.%Y-%m-%d.json')).resolves.toMatchObject({
      keys: ['2018-11-15 2018/a/.2018-11-15.json'],
    });
  });

  it.each([
    ['2018-11-01', '2018-11-30', '2018/11/2018-11-'],
    ['2018-11-10', '2018-11-19', '2018/11/2018-11-1'],
    ['2018-09-30', '2018-10-01', '2018/'],
    ['2018-10-30', '2018-11-02', '2018/1'],
    ['2018-12-31', '2019-01-01', '201'],
    ['1999-12-31', '2000-01-01', ''],
    ['2018-11-15', '2018-11-15', '2018/11/2018-11-15-events.json'],
  ])('lists once for the days from %s to %s, under what their keys have in common', async (from, to, prefix) => {
    const keyOf = (day: string) => pattern().keyOf(day);
    const { store, prefixes } = folderWith(keyOf(from), ...(from === to ? [] : [keyOf(to)]), keyOf('2021-06-15'));
    const { days } = await find(store, range(from, to));
    expect(days).toEqual([...new Set([from, to])]);
    expect(prefixes).toEqual([prefix]);
  });

  it('finds all days of a range where keys do not sort like days', async () => {
    const keys = ['31.12.2018', '01.01.2019', '02.01.2019', '01.02.2018'];
    const { store } = folderWith(...keys);
    const { days, missing } = await find(store, range('2018-12-31', '2019-01-02'), '%d.%m.%Y');
    expect(days).toEqual(['2018-12-31', '2019-01-01', '2019-01-02']);
    expect(missing).toEqual([]);
  });

  it('goes on without the missing days of a range and says where it looked', async () => {
    const { store } = folderWith('2018/11/2018-11-15-events.json');
    const { days, missing } = await find(store, range('2018-11-14', '2018-11-16'));
    expect(days).toEqual(['2018-11-15']);
    expect(missing).toEqual([
      { day: '2018-11-14', lookedFor: `${store.location}/2018/11/2018-11-14-events.json` },
      { day: '2018-11-16', lookedFor: `${store.location}/2018/11/2018-11-16-events.json` },
    ]);
  });

  it('orders all days there are by day, not by key', async () => {
    const { store } = folderWith('02.01.2019', '31.12.2018', 'notes.txt');
    const { days, keys } = await find(store, ALL, '%d.%m.%Y');
    expect(days).toEqual(['2018-12-31', '2019-01-02']);
    expect(keys).toEqual(['2018-12-31 31.12.2018', '2019-01-02 02.01.2019']);
  });

  it('names what it looked for where there is nothing', async () => {
    const { store } = folderWith('2018/11/2018-11-15-events.json');
    const location = store.location;
    await expect(find(store, one('2018-11-16'))).rejects.toMatchObject({
      kind: 'badData',
      message: `no log file for 2018-11-16: looked for ${location}/2018/11/2018-11-16-events.json`,
      hint: expect.stringContaining('LOG_PATTERN'),
    });
    await expect(find(store, range('2018-11-17', '2018-11-18'))).rejects.toMatchObject({
      message: 'no log file for any of 2 days',
      details: [expect.stringContaining('2018-11-17: looked for '), expect.stringContaining('2018-11-18: looked for ')],
    });
    await expect(find(store, ALL, 'x/%Y-%m-%d')).rejects.toMatchObject({
      message: `no log files below ${location} fit the pattern x/%Y-%m-%d`,
    });
  });

  it('refuses a file beside its compressed twin', async () => {
    const { store } = folderWith('2018/11/2018-11-15-events.json', '2018/11/2018-11-15-events.json.gz');
    const { files } = await findLogs(store, pattern(), ALL, NEVER);
    expect(() => refuseTwins(files)).toThrow(/both .*2018-11-15-events\.json and its compressed twin/);
  });

  it('says that a folder does not exist', async () => {
    const store = openDirectory(join(tempFolder(), 'nowhere'));
    await expect(find(store, ALL)).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('findSongs', () => {
  it('takes JSON files however deep, and nothing else', async () => {
    const { store } = folderWith(
      'A/B/C/TRABC.json',
      'A/B/TRAB.json.gz',
      'TOP.json',
      'A/.ipynb_checkpoints/TRABC-checkpoint.json',
      'A/.DS_Store',
      '_SUCCESS.json',
      'A/B/README.md',
      'A/B/x.jsonl',
    );
    const files = await findSongs(store, NEVER);
    expect(files.map(({ object }) => object.key)).toEqual(['A/B/C/TRABC.json', 'A/B/TRAB.json.gz', 'TOP.json']);
    expect(files.every((file) => !('day' in file))).toBe(true);
  });

  it('refuses twins, and a folder without songs', async () => {
    const twins = folderWith('A/x.json', 'A/x.json.gz');
    await expect(findSongs(twins.store, NEVER)).rejects.toMatchObject({ kind: 'badData' });
    const empty = folderWith('readme.txt');
    await expect(findSongs(empty.store, NEVER)).rejects.toMatchObject({
      message: `no song files (*.json, *.json.gz) below ${empty.store.location}`,
      hint: expect.stringContaining('SONG_DATA'),
    });
  });
});
