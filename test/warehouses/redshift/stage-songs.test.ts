import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Figures } from '../../../src/core/event.ts';
import type { Warehouse } from '../../../src/core/warehouse.ts';
import { SONGS } from '../../../src/records/songs.ts';
import { oddSongs } from '../../../src/sample/defects/odd-songs.ts';
import { song } from '../../support/world.ts';
import { BUCKET, DAY, expectedOf, failureOf, lines, stagedIn, startCluster, type TestCluster } from './cluster.ts';

let cluster: TestCluster;
let warehouse: Warehouse;
let bare: Warehouse;
beforeAll(async () => {
  cluster = await startCluster();
  warehouse = await cluster.open();
  bare = await cluster.open({ access: 'read', withWork: false });
});
afterAll(async () => {
  await bare?.close();
  await warehouse?.close();
  await cluster?.stop();
});
beforeEach(async () => {
  await cluster.redshift.inspect(
    'delete from public.staging_songs; delete from public.staging_rejects; delete from public.etl_files',
  );
  cluster.resetLog();
});

const catalogue = (count: number, change: (n: number) => object = () => ({})) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `songs/${'ABC'[n % 3]}/TR${n}.json`,
      lines(song({ song_id: `SO${n}`, title: `Title ${n}`, duration: n + 0.1, ...change(n) })),
    ]),
  );

const stage = (which: Warehouse, options = {}) => cluster.stage(which, 'songs', { dataset: SONGS, ...options });

/** Which file each song is from, by the end of its name. */
async function origins(): Promise<string[]> {
  const rows = await cluster.redshift.inspect('select song_id, title, file_name from public.staging_songs');
  return rows
    .map(({ song_id, title, file_name }) => `${song_id} ${title} ${String(file_name).replace(/^.*?songs/, 'songs')}`)
    .sort();
}

const SHARED = {
  "songs/A/o'clock ☂.json": lines(song({ song_id: 'SO1', title: "it's" }), song({ song_id: 'SO2', title: 'b' })),
  'songs/A/2.json': lines(song({ song_id: "S'1 ", title: 'd' })),
  'songs/B/3.json': lines(song({ song_id: 'SO1', title: 'c' }), song({ song_id: 'SO1', title: 'c' })),
};
const SHARED_ORIGINS = [
  "S'1  d songs/A/2.json",
  'SO1 c songs/B/3.json',
  'SO1 c songs/B/3.json',
  "SO1 it's songs/A/o'clock ☂.json",
  "SO2 b songs/A/o'clock ☂.json",
];

describe('with a work area', () => {
  it('each song says which file it is from', async () => {
    await cluster.deliver(SHARED);
    await stage(warehouse);
    expect(await origins()).toEqual(SHARED_ORIGINS);
  });

  it('thousands of tiny files are packed into a few, which are removed after', async () => {
    const objects = catalogue(2000);
    await cluster.deliver(objects);
    const figures: Figures[] = [];
    const result = await stage(warehouse, { onProgress: (each: Figures) => figures.push(each) });
    expect(result).toMatchObject({ files: 2000, rows: 2000, rejects: [] });
    expect(await stagedIn(cluster, SONGS)).toEqual(await expectedOf(objects, SONGS));
    expect(cluster.sent(/^copy/)).toHaveLength(1);
    expect(await cluster.leftovers()).toEqual([]);
    expect(figures.length).toBeGreaterThan(10);
    expect(figures.at(-1)).toMatchObject({ files: 2000, filesTotal: 2000, rows: 2000 });
  });

  it('songs that come again are replaced, others stay', async () => {
    await cluster.deliver(catalogue(10));
    await stage(warehouse);
    const again = catalogue(3, () => ({ title: 'new' }));
    await cluster.deliver(again);
    await stage(warehouse);
    const titles = await cluster.redshift.inspect('select song_id, title from public.staging_songs order by song_id');
    expect(titles).toHaveLength(10);
    expect(titles.slice(0, 3).map(({ title }) => title)).toEqual(['new', 'new', 'new']);
  });

  it('odd records make the rows and rejects that the exact reader makes of them', async () => {
    const objects = Object.fromEntries(
      oddSongs().map(({ odd }, n) => [`songs/A/TR${n}.json`, Buffer.from(odd.text, 'latin1')]),
    );
    await cluster.deliver(objects);
    await stage(warehouse, { maxErrors: 100 });
    expect(await stagedIn(cluster, SONGS)).toEqual(await expectedOf(objects, SONGS));
    expect((await failureOf(stage(warehouse))).message).toMatch(/nothing was loaded into staging_songs/);
    expect(await cluster.leftovers()).toEqual([]);
  });

  it('it may all be refused: nothing is copied then', async () => {
    await cluster.deliver({ 'songs/a.json': 'junk' });
    expect(await stage(warehouse, { maxErrors: 1 })).toMatchObject({ rows: 0, rejects: [{ line: 1 }] });
    expect(cluster.sent(/^copy/)).toEqual([]);
  });
});

describe('without one', () => {
  it('one COPY reads the folder that holds them', async () => {
    const objects = catalogue(60);
    await cluster.deliver({ ...objects, 'songs2/TR.json': lines(song({ song_id: 'other' })) });
    expect(await stage(bare)).toMatchObject({ files: 60, rows: 60 });
    expect(await stagedIn(cluster, SONGS)).toEqual(await expectedOf(objects, SONGS));
    expect(cluster.sent(/^copy/)).toEqual([expect.stringContaining(`from 's3://${BUCKET}/songs/'`)]);
  });

  it('the rows of each are counted here, whatever COPY leaves out', async () => {
    const objects = {
      'songs/A/1.json': lines(song({ song_id: 'SO1' }), song({ song_id: 'SO2' })),
      'songs/A/2.json': '',
      'songs/B/3.json': lines(song({ song_id: 'SO3' }), { title: 'nobody' }, song({ song_id: 'SO4' })),
    };
    await cluster.deliver(objects);
    await stage(bare, { maxErrors: 1 });
    expect((await stagedIn(cluster, SONGS)).files).toEqual((await expectedOf(objects, SONGS)).files);
  });

  it('each song says which file it is from, also where several hold the same, or there is but one', async () => {
    await cluster.deliver(SHARED);
    expect(await stage(bare)).toMatchObject({ rows: 5 });
    expect(await origins()).toEqual(SHARED_ORIGINS);
    expect(await stagedIn(cluster, SONGS)).toEqual(await expectedOf(SHARED, SONGS));
    await cluster.deliver({ 'songs/A/2.json': lines(song({ song_id: 'SO7', title: 'e' })) });
    await stage(bare);
    expect(await origins()).toEqual([...SHARED_ORIGINS.slice(1), 'SO7 e songs/A/2.json']);
  });

  it('all of them may be compressed', async () => {
    await cluster.deliver({
      'songs/x/a.json.gz': gzipSync(lines(song({}))),
      'songs/x/b.json.gz': gzipSync(lines(song({}))),
    });
    expect(await stage(bare)).toMatchObject({ rows: 2 });
    expect(cluster.sent(/^copy/)[0]).toMatch(/songs\/x\/'[\s\S]*\ngzip\n/);
  });

  it('a folder with anything else in it is refused, by name', async () => {
    await cluster.deliver({ ...catalogue(3), 'songs/A/readme.txt': 'x' });
    const only = ({ object }: { object: { key: string } }) => object.key.endsWith('.json');
    const error = await failureOf(stage(bare, { only }));
    expect(error).toMatchObject({ kind: 'usage', hint: expect.stringContaining('WORK_URI') });
    expect(error.message).toContain(`s3://${BUCKET}/songs/A/readme.txt`);
    expect(await stage(warehouse, { only })).toMatchObject({ rows: 3 });
  });

  it('so is a folder with plain and compressed files', async () => {
    const objects = { ...catalogue(3), 'songs/C/TR.json.gz': gzipSync(lines(song({}))) };
    await cluster.deliver(objects);
    const error = await failureOf(stage(bare));
    expect(error).toMatchObject({ kind: 'usage', hint: expect.stringContaining('WORK_URI') });
    expect(error.details).toEqual([`s3://${BUCKET}/songs/A/TR0.json`, `s3://${BUCKET}/songs/C/TR.json.gz`]);
    expect(await stage(warehouse)).toMatchObject({ rows: 4 });
  });

  it('what COPY takes and the exact reader refuses is found', async () => {
    await cluster.deliver(catalogue(5, (n) => (n === 3 ? { year: 1999.5 } : {})));
    const error = await failureOf(stage(bare));
    expect(error.details).toEqual([
      `s3://${BUCKET}/songs/A/TR3.json:1: column year: expected an integer, found 1999.5`,
    ]);
    expect((await stagedIn(cluster, SONGS)).rows).toEqual([]);
  });
});

it('events and songs are staged at the same time, but not written at the same time', async () => {
  const { s3 } = cluster;
  await cluster.deliver(catalogue(50));
  await s3.put(BUCKET, `log/${DAY}.json`, lines({ page: 'Home', ts: 1, sessionId: 1, itemInSession: 1 }));
  await Promise.all([stage(warehouse), cluster.stage(warehouse, 'log')]);
  const pids = cluster.redshift.statements
    .filter(({ sql }) => /^(insert into staging_|drop table incoming|copy|delete from staging)/.test(sql))
    .slice(-8)
    .map(({ sql }) => (/songs/.test(sql) ? 'songs' : 'events'));
  expect(pids.lastIndexOf('events') < pids.indexOf('songs') || pids.lastIndexOf('songs') < pids.indexOf('events')).toBe(
    true,
  );
});
