import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../src/core/statement.ts';
import type { Session, Warehouse } from '../../../src/core/warehouse.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { openDuckDb } from '../../../src/warehouses/duckdb/index.ts';
import { countOf, execute, NEVER, query, tempFolder } from '../../support/warehouse.ts';

const folder = tempFolder();
const open = (path: string) => openDuckDb(path, openCatalog('duckdb'));
const insert = (session: Session, n: number) =>
  session.run({ name: 'test', sql: 'insert into t values ($1)', values: [n] });

async function withTable<T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = await open(':memory:');
  try {
    await execute(warehouse, 'create table t (n integer not null)');
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

describe('a transaction', () => {
  it('commits when its work resolves, and gives its result and the rows that were written', () =>
    withTable(async (warehouse) => {
      const rows = await warehouse.transaction(
        async (session) => (await insert(session, 1)) + (await insert(session, 2)),
        NEVER,
      );
      expect(rows).toBe(2);
      expect(await countOf(warehouse, 't')).toBe(2);
    }));

  it('rolls back when its work throws, and throws the same', () =>
    withTable(async (warehouse) => {
      const reason = new Error('no');
      const work = warehouse.transaction(async (session) => {
        await insert(session, 1);
        throw reason;
      }, NEVER);
      await expect(work).rejects.toBe(reason);
      expect(await countOf(warehouse, 't')).toBe(0);
    }));

  it('rolls back a failed statement and names it', () =>
    withTable(async (warehouse) => {
      const bad = { name: 'load-fact/insert-songplays', sql: 'insert into t values (null)', values: [] };
      const work = warehouse.transaction(async (session) => {
        await insert(session, 1);
        await session.run(bad);
      }, NEVER);
      await expect(work).rejects.toMatchObject({
        kind: 'warehouse',
        message: expect.stringMatching(
          /^DuckDB failed on :memory: \(load-fact\/insert-songplays\.sql\): Constraint Error/,
        ),
      });
      expect(await countOf(warehouse, 't')).toBe(0);
    }));

  it('rolls back when it is aborted, even after its last statement, and gives the reason', () =>
    withTable(async (warehouse) => {
      const controller = new AbortController();
      const reason = new Error('stopped');
      const work = warehouse.transaction(async (session) => {
        await insert(session, 1);
        controller.abort(reason);
      }, controller.signal);
      await expect(work).rejects.toBe(reason);
      expect(await countOf(warehouse, 't')).toBe(0);
    }));

  it('is stopped in the middle of a long statement', () =>
    withTable(async (warehouse) => {
      const controller = new AbortController();
      const reason = new Error('stopped');
      const endless =
        'insert into t select a.range from range(100000000) a, range(1000000) b where a.range + b.range < 0';
      const work = warehouse.transaction(async (session) => {
        const running = session.run({ name: 'test', sql: endless, values: [] });
        setTimeout(() => controller.abort(reason), 50);
        await running;
      }, controller.signal);
      await expect(work).rejects.toBe(reason);
      expect(await countOf(warehouse, 't')).toBe(0);
    }));

  it('is not begun under an aborted signal', () =>
    withTable(async (warehouse) => {
      const reason = new Error('stopped');
      let begun = false;
      const work = async () => {
        begun = true;
      };
      await expect(warehouse.transaction(work, AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(begun).toBe(false);
    }));

  it('lets tasks that run at once take turns', () =>
    withTable(async (warehouse) => {
      const numbers = Array.from({ length: 50 }, (_, n) => n);
      await warehouse.transaction((session) => Promise.all(numbers.map((n) => insert(session, n))), NEVER);
      expect(await countOf(warehouse, 't')).toBe(50);
    }));

  it('begins none of those that wait once one has failed', () =>
    withTable(async (warehouse) => {
      const bad = { name: 'bad', sql: 'select nothing from t', values: [] };
      const slow = { name: 'slow', sql: 'select sum(a.range * b.range) from range(4000) a, range(4000) b', values: [] };
      for (let round = 0; round < 3; round += 1) {
        const outcomes: string[] = [];
        const work = warehouse.transaction((session) => {
          const ask = (statement: Statement) =>
            session.query(statement).catch((error: Error) => {
              outcomes.push(error.message);
              throw error;
            });
          return Promise.all([bad, slow, slow].map(ask));
        }, NEVER);
        await expect(work).rejects.toMatchObject({ message: expect.stringContaining('nothing') });
        expect(outcomes.at(-1)).toContain('slow: not run');
      }
    }));

  it('does not see what others have not committed', () =>
    withTable(async (warehouse) => {
      await warehouse.transaction(async (session) => {
        await insert(session, 1);
        expect(await countOf(warehouse, 't')).toBe(0);
      }, NEVER);
    }));
});

describe('the file', () => {
  it('is made, and keeps what was committed', async () => {
    const path = join(folder, 'new.duckdb');
    const first = await open(path);
    expect(first).toMatchObject({ dialect: 'duckdb', location: `duckdb:${path}` });
    await execute(first, 'create table t (n integer)', 'insert into t values (7)');
    await first.close();
    const second = await open(path);
    expect(await query(second, 'select n from t')).toEqual([{ n: 7 }]);
    await second.close();
  });

  it('that is none is left as it is', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'not a database\n'.repeat(1000));
    await expect(open(path)).rejects.toMatchObject({
      kind: 'usage',
      message: `${path} exists, but is not a DuckDB database`,
    });
    expect(readFileSync(path, 'utf8')).toBe('not a database\n'.repeat(1000));
  });

  it('that is a folder, or in none, is a mistake', async () => {
    await expect(open(folder)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('names a folder'),
    });
    const path = join(folder, 'nowhere', 'x.duckdb');
    await expect(open(path)).rejects.toMatchObject({
      kind: 'usage',
      hint: `make it first: mkdir -p ${join(folder, 'nowhere')}`,
    });
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('that another process has open is busy, and the message says which', async () => {
    const path = join(folder, 'busy.duckdb');
    const holder = await holdElsewhere(path);
    try {
      await expect(open(path)).rejects.toMatchObject({
        kind: 'warehouseBusy',
        exitCode: 6,
        message: expect.stringMatching(
          new RegExp(
            `is in use by process ${holder.pid} \\(.*\\), running since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC;`,
          ),
        ),
        hint: expect.stringContaining(`ps -p ${holder.pid}`),
      });
    } finally {
      await holder.end();
    }
    await (await open(path)).close();
  });

  it('that is read is left alone after something was recorded, until it is read again: if another has it then, it is busy', async () => {
    const path = join(folder, 'recorded.duckdb');
    const made = await open(path);
    await execute(made, 'create table t (n integer)');
    await made.close();
    const reading = await openDuckDb(path, openCatalog('duckdb'), 'read');
    expect(await countOf(reading, 't')).toBe(0);
    expect(await reading.record((session) => insert(session, 1), NEVER)).toBe(1);

    const holder = await holdElsewhere(path);
    try {
      const busy = { kind: 'warehouseBusy', exitCode: 6, message: expect.stringContaining(`process ${holder.pid} `) };
      await expect(countOf(reading, 't')).rejects.toMatchObject(busy);
      await expect(reading.record((session) => insert(session, 2), NEVER)).rejects.toMatchObject(busy);
    } finally {
      await holder.end();
    }
    expect(await Promise.all([countOf(reading, 't'), countOf(reading, 't')])).toEqual([1, 1]);
    await reading.close();
    await (await open(path)).close();
  });
});

/** Has a file open for writing, in another process. */
async function holdElsewhere(path: string) {
  const program = `
    const { DuckDBInstance } = await import('@duckdb/node-api');
    globalThis.instance = await DuckDBInstance.create(${JSON.stringify(path)});
    console.log('open');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(holder, 'exit');
  const opened = once(holder.stdout, 'data').then(() => true);
  if (!(await Promise.race([opened, exit.then(() => false)])))
    throw new Error(`another process could not open ${path}`);
  const end = async () => {
    holder.kill();
    await exit;
  };
  return { pid: holder.pid, end };
}
