import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkArea } from '../../../src/core/object-store.ts';
import type { Warehouse } from '../../../src/core/warehouse.ts';
import { SONGS } from '../../../src/records/songs.ts';
import { RedshiftError, serializationViolation, snapshotConflict } from '../../support/redshift/index.ts';
import { NEVER } from '../../support/warehouse.ts';
import { play, song } from '../../support/world.ts';
import {
  BUCKET,
  DAY,
  failureOf,
  lines,
  NEXT,
  type OpenOptions,
  stagedIn,
  startCluster,
  type TestCluster,
  WORK_BUCKET,
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
  cluster.redshift.faults.clear();
  const tables = ['staging_events', 'staging_songs', 'staging_rejects', 'etl_staged_days'];
  await cluster.redshift.inspect(tables.map((table) => `delete from public.${table}`).join('; '));
  await cluster.deliver({ [`log/${DAY}.json`]: lines(play({}), play({ sessionId: 2 })) });
  cluster.resetLog();
});

const stage = (which: Warehouse, options = {}) => cluster.stage(which, 'log', options);

async function withWarehouse<T>(options: OpenOptions, work: (opened: Warehouse) => Promise<T>): Promise<T> {
  const opened = await cluster.open({ access: 'read', ...options });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

describe.each([
  ['with a work area', () => warehouse],
  ['without one', () => bare],
])('a record that COPY refuses, %s', (_, which) => {
  it('is shown with file, line, column, type, reason and value, and what to do', async () => {
    await cluster.deliver({
      [`log/${DAY}.json`]: lines(play({})),
      [`log/${NEXT}.json`]: lines(play({}), play({ location: 'x'.repeat(1100) })),
    });
    const error = await failureOf(stage(which()));
    expect(error).toMatchObject({ kind: 'badData', isTransient: false });
    expect(error.message).toBe('Redshift refused records; nothing was loaded into staging_events');
    expect(error.details).toEqual([
      `s3://${BUCKET}/log/${NEXT}.json:2: column location varchar(1024): String length exceeds DDL length (1204): ${'x'.repeat(120)}…`,
    ]);
    expect(error.hint).toMatch(/^shorten the text: .*--max-errors/);
    expect((await stagedIn(cluster)).rows).toEqual([]);
    expect(await cluster.leftovers()).toEqual([]);
  });
});

describe('on Serverless', () => {
  let serverless: TestCluster;
  beforeAll(async () => {
    serverless = await startCluster({ serverless: true });
  });
  afterAll(() => serverless?.stop());

  it('a refused record is shown as well, without the value that nobody tells there', async () => {
    const opened = await serverless.open({ withWork: false });
    await serverless.deliver({ [`log/${DAY}.json`]: lines(play({}), play({ ts: 'soon' })) });
    const error = await failureOf(serverless.stage(opened, 'log'));
    expect(error.details).toEqual([
      expect.stringMatching(/\/2018-11-15\.json:2: column ts float8: Invalid digit.* \(1208\)$/),
    ]);
    await opened.close();
  });
});

describe('what keeps COPY from reading', () => {
  const s3Error = (text: string) => new RedshiftError(`S3ServiceException:${text},Rid X,ExtRid Y,CanRetry 1`);

  it.each([
    ['Access Denied,Status 403,Error AccessDenied', 'source', /does not let Redshift read/, /s3:GetObject/, false],
    [
      'The specified bucket does not exist,Status 404,Error NoSuchBucket',
      'source',
      /bucket does not exist/,
      /LOG_DATA/,
      false,
    ],
    ['Slow Down,Status 503,Error SlowDown', 'source', /did not answer/, /again/, true],
  ])('%s', async (text, kind, message, hint, isTransient) => {
    cluster.redshift.faults.fail(/^copy/, s3Error(text));
    const error = await failureOf(stage(warehouse));
    expect(error).toMatchObject({ kind, isTransient });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(await cluster.leftovers()).toEqual([]);
  });

  it('a role that the cluster does not have', async () => {
    const role = 'arn:aws:iam::123456789012:role/other';
    const error = await withWarehouse({ copyAccess: { kind: 'role', role } }, (opened) => failureOf(stage(opened)));
    expect(error).toMatchObject({ kind: 'source', hint: expect.stringContaining('redshift.amazonaws.com') });
    expect(error.message).toContain(`may not assume the role ${role}`);
  });

  it('no role at all, before anything is done', async () => {
    const error = await withWarehouse({ copyAccess: undefined }, (opened) => failureOf(stage(opened)));
    expect(error).toMatchObject({ kind: 'usage', hint: expect.stringContaining('IAM_ROLE=default') });
    expect(cluster.sent(/./)).toEqual([]);
  });
});

it('keys of the environment let COPY read if asked for, and stand in no error', async () => {
  await withWarehouse({ copyAccess: { kind: 'keys' } }, async (opened) => {
    expect(await stage(opened)).toMatchObject({ rows: 2 });
    expect(cluster.sent(/^copy/)[0]).toContain("secret_access_key 'test-secret-key'");
    for (const error of [
      new RedshiftError('these options do not go together', { code: '0A000' }),
      new RedshiftError(
        'S3ServiceException:The AWS Access Key Id you provided does not exist,Status 403,Error InvalidAccessKeyId',
      ),
      new RedshiftError('out of cheese'),
    ]) {
      cluster.redshift.faults.fail(/^copy/, error);
      const { message, details, hint, stack } = await failureOf(stage(opened));
      expect([message, ...details, hint, stack].join('\n')).not.toMatch(/test-secret-key|AKIDTEST/);
      expect(message).toContain('copy incoming_events');
    }
  });
});

describe('a load that fails half-way', () => {
  const failing = [
    ['1023', /^insert into staging_events/, serializationViolation(1745830, 15021), true],
    ['a snapshot conflict', /^delete from staging_events/, snapshotConflict(), true],
    ['a timeout', /^copy/, new RedshiftError("Query (150) cancelled on user's request", { code: '57014' }), true],
    [
      'a right that is missing',
      /^copy/,
      new RedshiftError('permission denied for relation x', { code: '42501' }),
      false,
    ],
  ] as const;

  it.each(failing)(
    'by %s changes nothing, and tells whether to try again',
    async (_, statement, fault, isTransient) => {
      await stage(warehouse);
      const before = await stagedIn(cluster);
      await cluster.deliver({ [`log/${DAY}.json`]: lines(play({ sessionId: 3 })) });
      cluster.redshift.faults.fail(statement, fault);
      expect(await failureOf(stage(warehouse))).toMatchObject({ kind: 'warehouse', isTransient });
      expect(await stagedIn(cluster)).toEqual(before);
      expect(await cluster.leftovers()).toEqual([]);
      expect(await stage(warehouse)).toMatchObject({ rows: 1 });
    },
  );

  it('by a lost connection is transient too', async () => {
    cluster.redshift.faults.loseConnection(/^insert into staging_events/, 'before');
    expect(await failureOf(stage(warehouse))).toMatchObject({ isTransient: true });
    expect((await stagedIn(cluster)).rows).toEqual([]);
    expect(await cluster.leftovers()).toEqual([]);
  });

  it('is known to have worked if the connection is lost after the commit', async () => {
    const lost = cluster.redshift.faults.loseConnection(/^commit/, 'after');
    expect(await stage(warehouse)).toMatchObject({ rows: 2 });
    expect(lost.hits).toBe(1);
  });

  it('by an abort is cancelled on the server, and cleared away', async () => {
    const hold = cluster.redshift.faults.hold(/^copy/);
    const controller = new AbortController();
    const reason = new Error('stopped');
    const work = failureOf(stage(warehouse, { signal: controller.signal }));
    await hold.reached;
    controller.abort(reason);
    expect(await work).toBe(reason);
    expect(cluster.sent(/pg_cancel_backend/).length).toBeGreaterThan(0);
    expect(await cluster.leftovers()).toEqual([]);
    hold.release();
    expect(await stage(warehouse)).toMatchObject({ rows: 2 });
  });

  it('while songs are packed leaves nothing in the work area', async () => {
    await cluster.deliver({ 'songs/a.json': lines(song({})), 'songs/b.json': 'junk' });
    const error = await failureOf(cluster.stage(warehouse, 'songs', { dataset: SONGS }));
    expect(error).toMatchObject({ kind: 'badData' });
    expect(cluster.sent(/^copy/)).toEqual([]);
    expect(await cluster.leftovers()).toEqual([]);
  });
});

describe('the work area', () => {
  const area = (changes: Partial<WorkArea>): WorkArea => ({
    location: `s3://${WORK_BUCKET}/tmp`,
    async put(key, bytes) {
      await cluster.s3.put(WORK_BUCKET, `tmp/${key}`, bytes);
      return `s3://${WORK_BUCKET}/tmp/${key}`;
    },
    async remove(uris) {
      for (const uri of uris) await cluster.s3.delete(WORK_BUCKET, uri.slice(`s3://${WORK_BUCKET}/`.length));
    },
    ...changes,
  });

  it('that cannot be cleared fails no load', async () => {
    const work = area({ remove: () => Promise.reject(new Error('no')) });
    expect(await withWarehouse({ work }, (opened) => stage(opened))).toMatchObject({ rows: 2 });
    for (const key of await cluster.leftovers()) await cluster.s3.delete(WORK_BUCKET, key.replace(/^/, ''));
  });

  it('whose parts hold other rows than were written fails the load', async () => {
    await cluster.deliver({ 'songs/a.json': lines(song({})) });
    const sound = area({});
    const put: WorkArea['put'] = (key, bytes, signal) => {
      const text = Buffer.from(bytes).toString();
      const twice = text.replace(/\{"url".*?\}/, (entry) => `${entry},${entry}`);
      return sound.put(key, key.endsWith('.manifest') ? Buffer.from(twice) : bytes, signal);
    };
    const error = await withWarehouse({ work: area({ put }) }, (opened) =>
      failureOf(cluster.stage(opened, 'songs', { dataset: SONGS })),
    );
    expect(error).toMatchObject({ kind: 'warehouse', message: expect.stringContaining('counts of the load disagree') });
    expect(error.details).toContain('rows written to WORK_URI: 1');
    expect((await stagedIn(cluster, SONGS)).rows).toEqual([]);
  });
});

describe('the lock', () => {
  it('keeps a second run away, and says who holds it; reading is free', async () => {
    const error = await failureOf(cluster.open({ access: 'write' }));
    expect(error).toMatchObject({ kind: 'warehouseBusy', hint: expect.stringContaining('pg_terminate_backend') });
    expect(error.message).toMatch(
      /another run writes to redshift:\/\/127\.0\.0\.1:\d+\/dev \(user awsuser, process \d+ of the server, since 20/,
    );
    await withWarehouse({}, async (opened) => {
      expect(
        await opened.transaction((session) => session.query({ name: 'x', sql: 'select 1 as one', values: [] }), NEVER),
      ).toEqual([{ one: 1 }]);
    });
  });

  it('is that of its own schema: who holds another one in the same database is not named', async () => {
    const other = await startCluster();
    await other.redshift.inspect('create schema elsewhere');
    const elsewhere = await other.open({ schema: 'elsewhere' });
    const here = await other.open();
    const error = await failureOf(other.open({ access: 'write' }));
    const pid = /process (\d+)/.exec(error.message)?.[1];
    const [holder] = await other.redshift.inspect(
      `select pid from pg_locks where relation = 'public.etl_lock'::regclass and mode = 'AccessExclusiveLock'`,
    );
    expect(pid).toBe(String(holder?.pid));
    await Promise.all([elsewhere.close(), here.close()]);
    await other.stop();
  });

  it('whose taking somebody cancels is not held by another run: it is tried again', async () => {
    const other = await startCluster();
    const cancelled = new RedshiftError("Query (1) cancelled on user's request", { code: '57014' });
    for (const at of [/^create table if not exists etl_lock/, /^lock table/]) {
      const fault = other.redshift.faults.fail(at, cancelled);
      expect(await failureOf(other.open())).toMatchObject({ kind: 'warehouse', isTransient: true });
      expect(fault.hits).toBe(1);
    }
    await other.stop();
  });

  it('that is lost ends what runs, for another attempt of the whole run', async () => {
    const other = await startCluster();
    const opened = await other.open();
    await other.deliver({ [`log/${DAY}.json`]: lines(play({})) });
    const hold = other.redshift.faults.hold(/^copy/);
    const work = failureOf(other.stage(opened, 'log'));
    await hold.reached;
    await other.redshift.inspect(
      `select pg_terminate_backend(l.pid) from pg_locks l where l.database = (select oid from pg_database where datname = pg_catalog.current_database()) and l.relation = 'public.etl_lock'::regclass and l.mode = 'AccessExclusiveLock'`,
    );
    expect(await work).toMatchObject({ isTransient: true, kind: 'warehouse' });
    hold.release();
    await opened.close();
    await other.stop();
  });
});

it('nothing is ever truncated or vacuumed', () => {
  expect(cluster.redshift.statements.filter(({ sql }) => /truncate|vacuum/i.test(sql))).toEqual([]);
});
