import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { throwIfAborted } from '../../../src/core/errors.ts';
import type { ObjectStore } from '../../../src/core/object-store.ts';
import type { StageLoad } from '../../../src/core/warehouse.ts';
import { EVENTS } from '../../../src/records/events.ts';
import { ownKeys } from '../../../src/records/mapping.ts';
import { openStageReader } from '../../../src/stage-reader.ts';
import { eventually, failureFrom } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { makeWarehouseOn } from '../../support/postgres-warehouse.ts';
import { stage, stagedIn, type TestFile } from '../../support/staging.ts';
import { countOf, execute, NEVER, stagingRun, tempFolder } from '../../support/warehouse.ts';
import { play } from '../../support/world.ts';

const database = await createTestDatabase();
const warehouse = await makeWarehouseOn(database);
const folder = tempFolder();
const DAY = '2018-11-15';
const line = (members: object) => `${JSON.stringify(play({ ...members }))}\n`;
const file = (...lines: readonly string[]): TestFile => ({
  content: Buffer.from(lines.join('')),
  day: DAY,
  access: 'together',
});

beforeEach(async () => {
  await execute(warehouse, 'delete from staging_events', 'delete from staging_rejects', 'delete from etl_staged_days');
  await stage(warehouse, folder, [file(line({ sessionId: 1 }), 'old junk')], { maxErrors: 1 });
});
afterEach(async () => {
  await database.query('drop trigger if exists spoil on staging_events');
});

const isCopying = async () => {
  const found = await database.query(
    "select pid from pg_stat_activity where datname = current_database() and state = 'active' and query ilike 'copy %'",
  );
  return found.length > 0;
};

/** A log that never ends, until its reading is aborted. `read` tells how often more of it was asked for, and whether that has ended. */
function endlessLog() {
  const read = { chunks: 0, hasEnded: false, onChunk: (_: number) => {} };
  const chunk = Buffer.from(line({ sessionId: 2 }).repeat(500));
  const object = { key: 'endless.json', uri: 'test:endless.json', size: 2 ** 40, version: '1' };
  const store = {
    location: 'test:',
    localPath: () => undefined,
    async *read(_: unknown, signal: AbortSignal) {
      try {
        for (;;) {
          throwIfAborted(signal);
          read.chunks += 1;
          read.onChunk(read.chunks);
          yield chunk;
          await sleep(2, undefined, { signal });
        }
      } finally {
        read.hasEnded = true;
      }
    },
  } as unknown as ObjectStore;
  const reader = openStageReader(store, EVENTS, ownKeys(EVENTS));
  const files = [{ object, day: DAY }];
  const load: StageLoad = {
    dataset: EVENTS,
    files,
    days: [DAY],
    maxErrors: 0,
    reader,
    run: stagingRun(),
    onProgress: () => {},
  };
  return { load, read };
}

it('so many rejects that the rest is not read load nothing either', async () => {
  const before = await stagedIn(warehouse);
  const error = await failureFrom(stage(warehouse, folder, [file('junk\n'.repeat(5000))]));
  expect(error.message).toContain('at least');
  expect(error.details.length).toBeLessThan(50);
  expect(await stagedIn(warehouse)).toEqual(before);
});

it('an abort in the middle ends the reading and the COPY, loads nothing, and gives its own reason', async () => {
  const before = await stagedIn(warehouse);
  const controller = new AbortController();
  const reason = new Error('stopped');
  const { load, read } = endlessLog();
  read.onChunk = (count) => count === 20 && controller.abort(reason);
  await expect(warehouse.stage(load, controller.signal)).rejects.toBe(reason);
  expect(read.hasEnded).toBe(true);
  await eventually(async () => !(await isCopying()));
  expect(await stagedIn(warehouse)).toEqual(before);
});

it('a server that ends the connection in the middle ends the reading; the error is a passing one', async () => {
  const before = await stagedIn(warehouse);
  const { load, read } = endlessLog();
  const work = failureFrom(warehouse.stage(load, NEVER));
  await eventually(isCopying);
  await database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'copy %'",
  );
  const error = await work;
  expect(error).toMatchObject({ kind: 'warehouse', isTransient: true });
  await eventually(async () => read.hasEnded);
  expect(await stagedIn(warehouse)).toEqual(before);
  expect(await stage(warehouse, folder, [file(line({ sessionId: 3 }))])).toMatchObject({ rows: 1 });
});

it('an error of the server in the middle ends the reading, and is the one that is told', async () => {
  const before = await stagedIn(warehouse);
  await database.query(`
    create or replace function spoil() returns trigger language plpgsql as $$ begin raise exception 'no room left'; end $$;
    create trigger spoil before insert on staging_events for each row execute function spoil()`);
  const { load, read } = endlessLog();
  const error = await failureFrom(warehouse.stage(load, NEVER));
  expect(error).toMatchObject({ kind: 'warehouse', isTransient: false });
  expect(error.message).toContain('no room left');
  expect(error.message).toContain('stage/copy-events.sql');
  // What the server adds to its error is the whole row.
  expect(JSON.stringify([error.message, error.details, error.hint])).not.toContain('Lovelace');
  await eventually(async () => read.hasEnded);
  expect(await stagedIn(warehouse)).toEqual(before);
});

it('rows that get lost on the server are noticed', async () => {
  const before = await stagedIn(warehouse);
  await database.query(`
    create or replace function spoil() returns trigger language plpgsql as $$ begin
      if new.sessionid = 3 then return null; end if; return new; end $$;
    create trigger spoil before insert on staging_events for each row execute function spoil()`);
  const files = [file(line({ sessionId: 2 }), line({ sessionId: 3 }))];
  const error = await failureFrom(stage(warehouse, folder, files));
  expect(error).toMatchObject({ kind: 'warehouse', isTransient: false });
  expect(error.message).toMatch(/2 rows were sent.*counted 1.*nothing was loaded/);
  expect(await stagedIn(warehouse)).toEqual(before);
});

it('a source that fails in the middle loads nothing; its error is the one that is told', async () => {
  const { load, read } = endlessLog();
  const failure = new Error('the file is gone');
  read.onChunk = (count) => {
    if (count === 20) throw failure;
  };
  await expect(warehouse.stage(load, NEVER)).rejects.toBe(failure);
  expect(await countOf(warehouse, 'staging_events')).toBe(1);
});
