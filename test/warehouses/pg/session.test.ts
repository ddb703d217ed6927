import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PgSession } from '../../../src/warehouses/pg/types.ts';
import { COMMITS, failureFrom, openTestServer, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { NEVER } from '../../support/warehouse.ts';

const database = await createTestDatabase();
const proxy = await startTcpProxy(database);
const server = openTestServer(database, { via: proxy, address: { statementTimeoutMs: 60_000 } });
afterAll(() => proxy.stop());

beforeAll(async () => {
  await database.query(`${COMMITS}; create table numbers (n int)`);
});

beforeEach(async () => {
  await database.query('truncate numbers, etl_commits');
  await server.close();
  proxy.reset();
});

const insert = (n: number) => sql(`insert into numbers values (${n})`);
const numbers = async () => (await database.query('select n from numbers order by n')).map(({ n }) => n);

/** Round trips until a connection stands: its start, and two for the password. */
const handshake = (connections: number) => connections * 3;

function add(session: PgSession, kind: 'plain' | 'bound' | 'exclusive', n: number): Promise<unknown> {
  const text = 'insert into log (n) values';
  if (kind === 'plain') return session.run(sql(`${text} (${n})`));
  if (kind === 'bound') return session.run(sql(`${text} ($1)`, n));
  return session.exclusively('test', (client) => client.query(`${text} (${n})`));
}

describe('messages', () => {
  it('carry what waits together, with settings and BEGIN before it, and the token with the COMMIT', async () => {
    await server.transaction(async (session) => {
      const written = [session.run(insert(1)), session.run(insert(2)), session.query(sql('select 3'))];
      await Promise.all(written);
      await Promise.all([session.run(insert(4)), session.run(insert(5))]);
    }, NEVER);
    const messages = proxy.queries.map((text) => text.split('\n;\n'));
    expect(messages).toEqual([
      [
        "set datestyle to 'ISO, YMD'",
        'set random_page_cost to 1.1',
        "set timezone to 'UTC'",
        'set statement_timeout to 60000',
        'begin',
        'insert into numbers values (1)',
        'insert into numbers values (2)',
        'select 3',
      ],
      ['insert into numbers values (4)', 'insert into numbers values (5)'],
      [
        expect.stringMatching(/^delete from etl_commits/),
        expect.stringMatching(/^insert into etl_commits .* values \('[0-9a-f-]{36}'/),
        'commit',
      ],
    ]);
    expect(await numbers()).toEqual([1, 2, 4, 5]);
  });

  it('carry the COMMIT as well, where nothing was awaited', async () => {
    await server.transaction(async (session) => void session.run(insert(1)), NEVER);
    expect(proxy.queries).toHaveLength(1);
    expect(await numbers()).toEqual([1]);
  });

  it('are one for a statement that only reads and one for its COMMIT, which needs no token', async () => {
    const rows = await server.transaction((session) => session.query(sql('select 1 as one')), NEVER);
    expect(rows).toEqual([{ one: 1 }]);
    expect(proxy.queries).toEqual([expect.stringMatching(/begin\n;\nselect 1 as one$/), 'commit']);
    await expect(database.query('select * from etl_commits')).resolves.toEqual([]);
  });

  it('are none, where a transaction does nothing', async () => {
    await expect(server.transaction(async () => 'done', NEVER, [sql('lock table numbers')])).resolves.toBe('done');
    expect(proxy.queries).toEqual([]);
  });

  it('begin with the statements that a transaction has first', async () => {
    const lock = sql('lock table numbers in share row exclusive mode');
    await server.transaction((session) => session.run(insert(1)), NEVER, [lock]);
    expect(proxy.queries[0]).toMatch(/begin\n;\nlock table numbers .*\n;\ninsert/);
  });

  it('cost two round trips in a second transaction: it takes the same connection', async () => {
    await server.transaction((session) => session.run(insert(1)), NEVER);
    proxy.reset();
    await server.transaction((session) => session.run(insert(2)), NEVER);
    expect(proxy).toMatchObject({ connections: 0, roundTrips: 2 });
    expect(proxy.queries[0]).toBe('begin\n;\ninsert into numbers values (2)');
  });
});

describe('statements', () => {
  it('run in the order in which they were handed over, whatever their kind, in as few messages as can be', async () => {
    await database.query('create table log (n int, at serial)');
    const kinds = fc.array(fc.constantFrom('plain', 'bound', 'exclusive'), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(kinds, async (given) => {
        await database.query('truncate log');
        proxy.reset();
        await server.transaction(async (session) => {
          await Promise.all(given.map((kind, n) => add(session, kind, n)));
        }, NEVER);
        const rows = await database.query('select n from log order by at');
        expect(rows.map(({ n }) => n)).toEqual(given.map((_, n) => n));
        // BEGIN goes with the first plain ones, or by itself; then one for each run of plain ones or other kind; COMMIT.
        const runs = given.filter((kind, n) => kind !== 'plain' || given[n - 1] !== 'plain').length;
        expect(proxy.roundTrips - handshake(proxy.connections)).toBe(runs + (given[0] === 'plain' ? 0 : 1) + 1);
      }),
      { numRuns: 30 },
    );
  });

  it('tell how many rows they wrote, their rows and the notices of the server', async () => {
    await server.transaction(async (session) => {
      const [count, none, created] = await Promise.all([
        session.run(sql('insert into numbers select generate_series(1, 7)')),
        session.run(sql('create temporary table mine (n int) on commit drop')),
        session.execute(sql('create table if not exists numbers (n int)')),
        session.execute(sql('select 1 as one')),
      ]);
      expect([count, none]).toEqual([7, 0]);
      expect(created.notices).toEqual(['relation "numbers" already exists, skipping']);
      const bound = await session.execute(sql('select n from numbers where n > $1 order by n', 5));
      expect(bound).toMatchObject({ rows: [{ n: 6 }, { n: 7 }], rowCount: 2, notices: [] });
    }, NEVER);
  });

  it.each([
    ['simple', []],
    ['extended', ['']],
  ] as const)('give values as the server writes them (%s protocol)', async (_, values) => {
    const text = `select 9007199254740993::int8 as int8, 5::int4 as int4, 1.50::numeric as "numeric", 0.1::float8 as float8,
        timestamp '2018-11-15 00:30:26.796' as moment, date '2018-11-15' as day, true as yes, false as no,
        null::int as nothing, 'Ünï' as text, 12::oid as oid${values.length > 0 ? ', $1::text as extra' : ''}`;
    const [row] = await server.transaction((session) => session.query(sql(text, ...values)), NEVER);
    expect(row).toMatchObject({
      ...{ int8: '9007199254740993', int4: 5, numeric: '1.50', float8: 0.1, moment: '2018-11-15 00:30:26.796' },
      ...{ day: '2018-11-15', yes: true, no: false, nothing: null, text: 'Ünï', oid: 12 },
    });
  });

  it('see the schema of the address', async () => {
    await database.query('create schema star; create table star.planets (n int)');
    const other = openTestServer(database, { address: { schema: 'star' } });
    const rows = await other.transaction((session) => session.query(sql('select count(*) as n from planets')), NEVER);
    expect(rows).toEqual([{ n: '0' }]);
  });

  it('can hold a semicolon and a comment at their end', async () => {
    await server.transaction(async (session) => {
      void session.run(sql("insert into numbers select length('a;b') -- the end;"));
      void session.run(insert(9));
    }, NEVER);
    expect(await numbers()).toEqual([3, 9]);
  });
});

describe('a failure', () => {
  const broken = { name: 'load-fact/broken', sql: 'insert into numbers\nvalues (1 / 0)', values: [] };

  it('in the middle of a message is that of the right statement; those before were done, none after it', async () => {
    const seen: unknown[] = [];
    const failure = await failureFrom(
      server.transaction(async (session) => {
        const results = await Promise.allSettled([insert(1), broken, insert(2)].map((each) => session.run(each)));
        seen.push(...results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason)));
        seen.push(await session.run(insert(3)).catch((error: unknown) => error));
      }, NEVER),
    );
    expect(failure.message).toBe(
      `PostgreSQL failed on postgres://127.0.0.1/${database.database} (load-fact/broken.sql): division by zero`,
    );
    expect(failure).toMatchObject({ kind: 'badData', isTransient: false });
    expect(seen).toEqual([1, failure, failure, failure]);
    expect(await numbers()).toEqual([]);
  });

  it('that nobody awaits fails the transaction, and nothing else', async () => {
    const work = server.transaction(async (session) => {
      void session.run(insert(1));
      void session.run(broken);
      void session.query(sql('select 1'));
      return 'done';
    }, NEVER);
    await expect(work).rejects.toThrow('division by zero');
    expect(await numbers()).toEqual([]);
  });

  it('that the work puts up with fails the transaction nevertheless', async () => {
    const work = server.transaction((session) => session.run(broken).catch(() => 0), NEVER);
    await expect(work).rejects.toThrow('division by zero');
  });

  it('that was hidden from the session is found at the COMMIT', async () => {
    const work = server.transaction(async (session) => {
      await session.run(insert(1));
      await session.exclusively('test', (client) => client.query('select 1 / 0').catch(() => undefined));
    }, NEVER);
    await expect(work).rejects.toThrow('current transaction is aborted');
    expect(await numbers()).toEqual([]);
  });

  it('of syntax is shown with line and place, also far into a message', async () => {
    const bad = { name: 'load-dims/bad', sql: 'select 1,\n  2 + € frm numbers', values: [] };
    const failure = await failureFrom(
      server.transaction(async (session) => {
        void session.run(sql("select 'é'"));
        await session.query(bad);
      }, NEVER),
    );
    expect(failure.message).toContain('(load-dims/bad.sql): syntax error at or near "numbers"');
    expect(failure.details).toEqual(['load-dims/bad:2:   2 + € frm numbers', `${' '.repeat(29)}^`]);
  });

  it('of a statement that holds keys shows nothing of it', async () => {
    const bad = sql("copy numbers from 's3://b' secret_access_key 'geheim'");
    const failure = await failureFrom(server.transaction((session) => session.run(bad), NEVER));
    expect(JSON.stringify([failure.message, failure.details, failure.hint])).not.toContain('geheim');
  });

  it('of the work rolls back and passes as it is', async () => {
    const bug = new Error('my own');
    const work = server.transaction(async (session) => {
      await session.run(insert(1));
      throw bug;
    }, NEVER);
    await expect(work).rejects.toBe(bug);
    expect(await numbers()).toEqual([]);
    expect(proxy.queries.at(-1)).toBe('rollback');
  });

  it('costs one more message, the ROLLBACK, and no other connection', async () => {
    await failureFrom(server.transaction((session) => session.run(broken), NEVER));
    expect(proxy).toMatchObject({ connections: 1 });
    expect(proxy.queries).toEqual([expect.stringMatching(/1 \/ 0\)$/), 'rollback']);
  });
});

describe('a connection for oneself', () => {
  it('comes when all before is done, and all behind waits', async () => {
    await server.transaction(async (session) => {
      void session.run(insert(1));
      const count = session.exclusively('test', async (client) => {
        await client.query('insert into numbers values (2)');
        await new Promise((resolve) => setTimeout(resolve, 20));
        return (await client.query('select count(*)::int as n from numbers')).rows[0].n;
      });
      const after = session.query(sql('select count(*)::int as n from numbers where n > 1'));
      expect(await Promise.all([count, after])).toEqual([2, [{ n: 1 }]]);
    }, NEVER);
    expect(await numbers()).toEqual([1, 2]);
    await expect(database.query('select count(*)::int as n from etl_commits')).resolves.toEqual([{ n: 1 }]);
  });

  it('passes on what fails in it: explained where it comes from the server, as it is where not', async () => {
    const run = (work: () => Promise<unknown>) =>
      server.transaction((session) => session.exclusively('stage/copy', work), NEVER);
    await expect(run(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow(TypeError);
    const work = server.transaction(
      (session) => session.exclusively('stage/copy', (client) => client.query('select 1 / 0')),
      NEVER,
    );
    await expect(work).rejects.toThrow('(stage/copy.sql): division by zero');
  });
});
