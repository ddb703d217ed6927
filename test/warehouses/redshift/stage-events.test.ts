import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EtlError } from '../../../src/core/errors.ts';
import type { Figures } from '../../../src/core/event.ts';
import type { StageFile, Warehouse } from '../../../src/core/warehouse.ts';
import { openDirectory } from '../../../src/object-stores/directory.ts';
import { EVENTS } from '../../../src/records/events.ts';
import { ownKeys } from '../../../src/records/mapping.ts';
import { oddEvents } from '../../../src/sample/defects/odd-events.ts';
import { openStageReader } from '../../../src/stage-reader.ts';
import { NEVER, stagingRun, tempFolder, writeFiles } from '../../support/warehouse.ts';
import { play } from '../../support/world.ts';
import {
  BUCKET,
  DAY,
  expectedOf,
  failureOf,
  lines,
  NEXT,
  stagedIn,
  startCluster,
  type TestCluster,
} from './cluster.ts';

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
  const tables = ['staging_events', 'staging_rejects', 'etl_files', 'etl_staged_days'];
  await cluster.redshift.inspect(tables.map((table) => `delete from public.${table}`).join('; '));
  cluster.resetLog();
});

const log = (day: string) => `log/${day}-events.json`;
const stagedDays = async () =>
  (await cluster.redshift.inspect('select log_date::text as day from public.etl_staged_days order by 1')).map(
    ({ day }) => day,
  );

describe.each([
  ['with a work area', () => warehouse],
  ['without one', () => bare],
])('clean days, %s', (_, which) => {
  it('are loaded by COPY alone', async () => {
    const objects = {
      [log(DAY)]: lines(play({ song: 'Ünïcode ☂ \\ \' "' }), play({ userId: '', registration: null, sessionId: 2 })),
      [log(NEXT)]: lines(play({ ts: 1542326400123 }), play({ ts: 253402300799999, sessionId: 2 ** 40 })),
    };
    await cluster.deliver(objects);
    expect(await cluster.stage(which(), 'log')).toMatchObject({ files: 2, rows: 4, rejects: [] });
    expect(await stagedIn(cluster)).toEqual(await expectedOf(objects));
    expect(await stagedDays()).toEqual([DAY, NEXT]);
    expect(cluster.sent(/^copy/)).toHaveLength(2);
    expect(await cluster.leftovers()).toEqual([]);
  });

  it('take the place of what was staged for them, and of nothing else', async () => {
    await cluster.deliver({ [log(DAY)]: lines(play({}), play({ sessionId: 2 })), [log(NEXT)]: lines(play({})) });
    await cluster.stage(which(), 'log');
    const second = { [log(DAY)]: lines(play({ sessionId: 3 })) };
    await cluster.deliver(second);
    await cluster.stage(which(), 'log');
    const { rows } = await stagedIn(cluster);
    expect(rows).toHaveLength(2);
    expect(await stagedDays()).toEqual([DAY, NEXT]);
  });

  it('may have plain and compressed files side by side', async () => {
    const objects = { [`log/a/${DAY}.json`]: lines(play({})), [`log/b/${DAY}.json`]: lines(play({ sessionId: 2 })) };
    const packed = {
      ...objects,
      [`log/b/${DAY}.json`]: undefined,
      [`log/b/${DAY}.json.gz`]: gzipSync(lines(play({ sessionId: 2 }))),
    };
    await cluster.deliver(
      Object.fromEntries(Object.entries(packed).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]]))),
    );
    expect(await cluster.stage(which(), 'log')).toMatchObject({ files: 2, rows: 2 });
    const { rows, files } = await stagedIn(cluster);
    expect(rows).toEqual((await expectedOf(objects)).rows);
    expect(files).toEqual([
      `["s3://${BUCKET}/log/a/${DAY}.json","${DAY}","1","0"]`,
      `["s3://${BUCKET}/log/b/${DAY}.json.gz","${DAY}","1","0"]`,
    ]);
    expect(cluster.sent(/^copy/).map((sql) => /\ngzip\n/.test(sql))).toEqual([false, true]);
  });

  it('may be empty', async () => {
    await cluster.deliver({ [log(DAY)]: '' });
    expect(await cluster.stage(which(), 'log')).toMatchObject({ files: 1, rows: 0 });
    expect(await stagedDays()).toEqual([DAY]);
  });

  it('are found by the paths of a JSONPaths file', async () => {
    const nested = { ...play({}), userId: undefined, who: { ids: ['7'] } };
    const paths = EVENTS.columns.map(({ key }) => (key === 'userId' ? "$['who']['ids'][0]" : `$['${key}']`));
    await cluster.deliver({ [log(DAY)]: lines(nested), 'paths.json': JSON.stringify({ jsonpaths: paths }) });
    await cluster.stage(which(), 'log', { jsonPaths: `s3://${BUCKET}/paths.json` });
    const [row] = await cluster.redshift.inspect('select userid, artist, auth from public.staging_events');
    expect(row).toEqual({ userid: '7', artist: null, auth: 'Logged In' });
    expect(cluster.sent(/^copy/)[0]).toContain(`json 's3://${BUCKET}/paths.json'`);
  });

  it('cost as many messages whatever the number of files and rows', async () => {
    const count = async (files: number, rows: number) => {
      const text = lines(...Array.from({ length: rows }, (_, n) => play({ sessionId: n })));
      await cluster.deliver(
        Object.fromEntries(Array.from({ length: files }, (_, n) => [`log/${n}/${DAY}.json`, text])),
      );
      const before = cluster.redshift.roundTrips();
      await cluster.stage(which(), 'log');
      return cluster.redshift.roundTrips() - before;
    };
    await count(1, 1);
    const few = await count(1, 1);
    expect(await count(9, 300)).toBe(few);
    expect(few).toBeLessThanOrEqual(4);
  });
});

describe('a day of several files', () => {
  const filesOf = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        `log/${DAY}-${String(n).padStart(2, '0')}.json`,
        lines(...Array.from({ length: n % 4 }, (_, item) => play({ sessionId: n, itemInSession: item }))),
      ]),
    );

  it.each([
    ['with a work area', () => warehouse],
    ['without one', () => bare],
  ])('has each copied by itself, so that its rows are known, %s', async (_, which) => {
    const objects = filesOf(6);
    await cluster.deliver(objects);
    await cluster.stage(which(), 'log');
    expect(await stagedIn(cluster)).toEqual(await expectedOf(objects));
    expect(cluster.sent(/^copy/)).toHaveLength(6);
  });

  it('is packed when they are many', async () => {
    const objects = filesOf(40);
    await cluster.deliver(objects);
    await cluster.stage(warehouse, 'log');
    expect(await stagedIn(cluster)).toEqual(await expectedOf(objects));
    expect(cluster.sent(/^copy/)).toHaveLength(1);
  });

  it('has the records that COPY left out counted with their file', async () => {
    const objects = { [`log/a/${DAY}.json`]: lines(play({})), [`log/b/${DAY}.json`]: lines(play({}), { page: 'x' }) };
    await cluster.deliver(objects);
    await cluster.stage(bare, 'log', { maxErrors: 1 });
    expect((await stagedIn(cluster)).files).toEqual((await expectedOf(objects)).files);
  });

  it('has them counted also where the system views cut names off, unless several begin alike', async () => {
    const long = (end: string) => `log/${'x'.repeat(240)}/${end}/${DAY}.json`;
    const objects = { [long('a')]: lines(play({}), { page: 'x' }), [`log/b/${DAY}.json`]: lines(play({})) };
    await cluster.deliver(objects);
    await cluster.stage(bare, 'log', { maxErrors: 1 });
    expect((await stagedIn(cluster)).files).toEqual((await expectedOf(objects)).files);
    await cluster.deliver({ ...objects, [long('c')]: lines(play({})) });
    expect(await failureOf(cluster.stage(bare, 'log', { maxErrors: 1 }))).toMatchObject({
      kind: 'warehouse',
      message: expect.stringContaining('cut off'),
      hint: expect.stringContaining('WORK_URI'),
    });
  });
});

describe('exactly the files of a load', () => {
  const objects = { [`log/${DAY}`]: lines(play({})), [`log/${DAY}0`]: lines(play({ sessionId: 2 })) };
  const only = ({ object }: { object: { key: string } }) => object.key === DAY;

  it('are listed in a manifest', async () => {
    await cluster.deliver(objects);
    expect(await cluster.stage(warehouse, 'log', { only })).toMatchObject({ rows: 1 });
  });

  it('cannot be told apart by a key that another begins with', async () => {
    await cluster.deliver(objects);
    const error = await failureOf(cluster.stage(bare, 'log', { only }));
    expect(error).toMatchObject({ kind: 'usage' });
    expect(error.message).toContain(`s3://${BUCKET}/log/${DAY} cannot be copied alone`);
    expect(error.message).toContain(`would read s3://${BUCKET}/log/${DAY}0`);
    expect(error.hint).toContain('WORK_URI');
    expect(cluster.sent(/^copy/)).toEqual([]);
  });

  it('must be there: a manifest names them as mandatory', async () => {
    await cluster.deliver({ [log(DAY)]: lines(play({})), [log(NEXT)]: lines(play({})) });
    const gone = () => cluster.s3.delete(BUCKET, log(NEXT));
    const reached = cluster.redshift.faults.hold(/^copy/);
    const work = failureOf(cluster.stage(warehouse, 'log'));
    await reached.reached;
    await gone();
    reached.release();
    expect(await work).toMatchObject({ kind: 'source', message: expect.stringMatching(/was gone when Redshift/) });
    expect((await stagedIn(cluster)).rows).toEqual([]);
  });

  it('may have names that cannot stand in SQL, in a manifest only', async () => {
    const odd = { [`log/it's \\ ☂ ${DAY}.json`]: lines(play({})) };
    await cluster.deliver(odd);
    expect(await cluster.stage(warehouse, 'log')).toMatchObject({ rows: 1 });
    const error = await failureOf(cluster.stage(bare, 'log'));
    expect(error.message).toMatch(/it's .* cannot stand in a COPY statement: it has a quote in it/);
    expect(error.hint).toContain('WORK_URI');
  });
});

describe('local files', () => {
  const folder = tempFolder();
  const load = async () => {
    const store = openDirectory(folder);
    const files: StageFile[] = [];
    for await (const objects of store.list('', NEVER)) files.push(...objects.map((object) => ({ object, day: DAY })));
    const reader = openStageReader(store, EVENTS, ownKeys(EVENTS));
    return { dataset: EVENTS, files, days: [DAY], maxErrors: 1, reader, run: stagingRun(), onProgress: () => {} };
  };

  it('go through the work area', async () => {
    writeFiles(folder, { [`${DAY}.json`]: lines(play({}), 'junk', play({ sessionId: 2 })) });
    expect(await warehouse.stage(await load(), NEVER)).toMatchObject({ rows: 2, rejects: [{ line: 2 }] });
    expect(await cluster.leftovers()).toEqual([]);
    expect(cluster.sent(/^copy/)[0]).toMatch(/\.manifest'[\s\S]*manifest\ngzip\n/);
  });

  it('cannot be read without one', async () => {
    const error = await failureOf(bare.stage(await load(), NEVER));
    expect(error).toMatchObject({ kind: 'usage', hint: expect.stringContaining('WORK_URI') });
    expect(error.message).toMatch(/is not in S3/);
  });
});

describe('odd records', () => {
  /** COPY takes the last of two equal keys, and nothing in the table tells. */
  const KNOWN = ['key given twice'];
  const odd = oddEvents((n) => 1541030400796 + n).filter(({ kind }) => !KNOWN.includes(kind));
  const objectsOf = (records: typeof odd) =>
    Object.fromEntries(
      records.map(({ text }, n) => [
        log(new Date(Date.UTC(2018, 0, 1 + n)).toISOString().slice(0, 10)),
        Buffer.from(text, 'latin1'),
      ]),
    );

  it('make the rows and rejects that the exact reader makes of them, each by itself in a day', async () => {
    const objects = objectsOf(odd);
    await cluster.deliver(objects);
    const figures: Figures[] = [];
    const result = await cluster.stage(warehouse, 'log', { maxErrors: 100, onProgress: (each) => figures.push(each) });
    const staged = await stagedIn(cluster);
    expect(staged).toEqual(await expectedOf(objects));
    expect(result.rejects).toHaveLength(staged.rejects.length);
    expect(figures.at(-1)).toEqual({
      ...{ files: odd.length, filesTotal: odd.length, bytes: result.bytes },
      ...{ rows: staged.rows.length, rejected: staged.rejects.length },
    });
    expect(await cluster.leftovers()).toEqual([]);
  });

  it('are loaded without a reject where they are only unusual, also if none is allowed', async () => {
    const objects = objectsOf(odd.filter((each) => 'loads' in each));
    await cluster.deliver(objects);
    await cluster.stage(warehouse, 'log');
    expect(await stagedIn(cluster)).toEqual(await expectedOf(objects));
  });

  it('lose the load for more than are allowed, and leave what was there', async () => {
    await cluster.deliver({ [log(DAY)]: lines(play({ sessionId: 77 })) });
    await cluster.stage(warehouse, 'log');
    const before = await stagedIn(cluster);
    await cluster.deliver({ [log(DAY)]: lines(play({}), 'junk', play({ page: '' }), play({ artist: true })) });
    const error = await failureOf(cluster.stage(warehouse, 'log', { maxErrors: 2 }));
    expect(error).toMatchObject({ kind: 'badData' });
    expect(error.message).toMatch(/3 records rejected.*allows 2.*nothing was loaded into staging_events/);
    expect(error.details).toHaveLength(3);
    expect(await stagedIn(cluster)).toEqual(before);
    expect(await cluster.leftovers()).toEqual([]);
  });

  it('that COPY takes without a word are found, and refused without a work area', async () => {
    await cluster.deliver({ [log(DAY)]: lines(play({}), play({ itemInSession: 1.5 })) });
    const error = await failureOf(cluster.stage(bare, 'log'));
    expect(error.details).toEqual([
      `s3://${BUCKET}/${log(DAY)}:2: column iteminsession: expected an integer, found 1.5`,
    ]);
    const other = await failureOf(cluster.stage(bare, 'log', { maxErrors: 1 }));
    expect(other).toMatchObject({ kind: 'badData', hint: expect.stringContaining('WORK_URI') });
  });

  it('that only look odd are looked at, and left as COPY took them', async () => {
    const objects = {
      [log(DAY)]: lines(play({ song: '[untitled]', artist: '7.50' }), play({ song: 'true' }), play({})),
    };
    await cluster.deliver(objects);
    for (const which of [warehouse, bare]) {
      cluster.resetLog();
      expect(await cluster.stage(which, 'log')).toMatchObject({ rows: 3 });
      expect(await stagedIn(cluster)).toEqual(await expectedOf(objects));
      expect(cluster.sent(/^copy/)).toHaveLength(1);
    }
  });

  it('are set aside as the system views tell of them where there is no work area', async () => {
    await cluster.deliver({
      [log(DAY)]: lines(play({}), play({ ts: 'soon' }), play({ sessionId: 2 })),
      [log(NEXT)]: lines(play({ artist: 'x'.repeat(1025) })),
    });
    const result = await cluster.stage(bare, 'log', { maxErrors: 2 });
    expect(result).toMatchObject({ rows: 2 });
    expect(result.rejects).toMatchObject([
      { file: `s3://${BUCKET}/${log(DAY)}`, line: 2, column: 'ts', value: 'soon' },
      { file: `s3://${BUCKET}/${log(NEXT)}`, line: 1, column: 'artist', reason: 'String length exceeds DDL length' },
    ]);
    expect((await stagedIn(cluster)).rejects).toHaveLength(2);
    const error: EtlError = await failureOf(cluster.stage(bare, 'log', { maxErrors: 1 }));
    expect(error).toMatchObject({ kind: 'badData' });
  });
});
