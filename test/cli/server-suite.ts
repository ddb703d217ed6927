import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type CliResult, eventsOf, runCli, summaryOf } from '../support/cli.ts';
import { startForgetfulProxy } from '../support/forgetful-proxy.ts';
import type { Place } from '../support/server-place.ts';
import type { Places } from '../support/server-places.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const DAY = '2018-11-01';
const RUN_DAY = ['run-all', '--date', DAY];

/** The figures of a run, without what no two runs have in common. */
function figuresOf(result: CliResult) {
  const { durationMs: _, ...figures } = summaryOf(result);
  return figures;
}

/** What a run with --json told of trouble, for the messages of tests. */
export function troubleIn({ code, stdout, stderr }: CliResult): string {
  const lines = stdout.split('\n').filter((line) => /"type":"(retry-scheduled|run-failed|notice)"/.test(line));
  return [`exit code ${code}`, ...lines.map((line) => line.slice(0, 1000)), stderr].join('\n');
}

/** One message for people, with advice; never a bug or a stack. */
export function expectFailure(result: CliResult, code: number, message: RegExp, hint: RegExp): void {
  expect(result, result.stderr).toMatchObject({ code, signal: null });
  expect(result.stderr).toMatch(message);
  expect(result.stderr).toMatch(hint);
  expect(result.stderr).toMatch(/→ /);
  expect(result.stderr).not.toMatch(/\n\s+at |This is a bug/);
  expect(result.stderr).not.toMatch(/ retry /);
}

/** What holds for every server, seen from outside. */
export function describeServer(places: Places): void {
  const { workspace, product } = places;
  const onDuckDb = async (name: string, args: readonly string[], source = 'sample') => {
    const env = { LOG_DATA: `${source}/log_data`, SONG_DATA: `${source}/song_data`, WAREHOUSE_URL: `duckdb:${name}` };
    const result = await runCli([...args, '--json'], { cwd: workspace.folder, env });
    expect(result, troubleIn(result)).toMatchObject({ code: 0, stderr: '' });
    return figuresOf(result);
  };

  describe('loading', () => {
    it('gives the figures of DuckDB: days, records, rows, plays, checks', async () => {
      const place = await places.open();
      const result = await place.run(['run-all', '--all', '--json']);
      expect(result, troubleIn(result)).toMatchObject({ code: 0, stderr: '' });
      expect(figuresOf(result)).toEqual(await onDuckDb('all.duckdb', ['run-all', '--all']));
      expect(eventsOf(result).filter(({ type }) => type === 'retry-scheduled')).toEqual([]);
      const again = await place.run(['run-all', '--date', DAY, '--json']);
      expect(figuresOf(again)).toEqual(await onDuckDb('all.duckdb', RUN_DAY));
    });

    it('step by step makes what run-all makes, and a day that is loaded again replaces itself', async () => {
      const [whole, steps] = [await places.open(), await places.open()];
      expect(await whole.run(['run-all', '--all', '--quiet'])).toMatchObject({ code: 0, stderr: '', stdout: '' });
      const script = [
        ['create-tables'],
        ['stage', '--only', 'songs'],
        ['stage', '--only', 'events', '--all'],
        ['load-fact', '--all'],
        ['load-dims', '--mode', 'truncate'],
        RUN_DAY,
        ['check', '--all'],
      ];
      for (const step of script) expect(await steps.run(step), step.join(' ')).toMatchObject({ code: 0 });
      expect(await steps.content()).toEqual(await whole.content());
    });

    it('tells people the server, without user and password', async () => {
      const place = await places.open();
      const { code, stdout, stderr } = await place.run(RUN_DAY);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.any(String) });
      expect(stderr).toMatch(
        new RegExp(
          `warehouse ${product.replace('SQL', '').toLowerCase()}\\w*://127\\.0\\.0\\.1:\\d+/\\w+\\?schema=${place.schema}\\b`,
        ),
      );
      expect(stderr).not.toMatch(/retry|warning (?!check)|failed/);
      expect(stderr).toMatch(new RegExp(`publish\\s+committed ${DAY}`));
    });
  });

  describe('a server that cannot be used', () => {
    const wrong: readonly (readonly [string, number, RegExp, RegExp, (place: Place) => Record<string, string>])[] = [
      [
        'a wrong password',
        2,
        /password authentication failed/,
        /check user and password/,
        () => ({ WAREHOUSE_PASSWORD: 'not-the-password' }),
      ],
      [
        'an unknown database',
        2,
        /database "nowhere" does not exist/,
        /WAREHOUSE_URL/,
        ({ schema }) => ({ WAREHOUSE_URL: places.url({ schema, database: 'nowhere' }) }),
      ],
      [
        'an unknown schema',
        2,
        /schema.*nowhere/,
        /create the schema|create schema nowhere/,
        () => ({ WAREHOUSE_URL: places.url({ schema: 'nowhere' }) }),
      ],
      [
        'a port where nobody listens',
        5,
        /connection refused/,
        /start the server.*WAREHOUSE_URL/,
        ({ schema }) => ({ WAREHOUSE_URL: places.url({ schema, port: 1 }) }),
      ],
    ];
    it.each(wrong)('%s: exit code %i', async (_, code, message, hint, environment) => {
      const place = await places.open();
      // Who only reads finds no tables in a schema that is not there.
      for (const command of [RUN_DAY, ['create-tables'], ...(message.test('schema nowhere') ? [] : [['check']])]) {
        const result = await place.run([...command, '--plain'], environment(place));
        expectFailure(result, code, message, hint);
        expect(result.stderr).not.toContain('not-the-password');
      }
      const json = await place.run([...RUN_DAY, '--json'], environment(place));
      expect(json).toMatchObject({ code, stderr: '' });
      expect(eventsOf(json).map(({ type }) => type)).toEqual(['run-failed', 'run-finished']);
    });

    it('a host that is not there: exit code 2, or 5 without a name service', async () => {
      const place = await places.open();
      const result = await place.run(RUN_DAY, { WAREHOUSE_URL: places.url({ host: 'no-such-host.invalid' }) });
      expect([2, 5]).toContain(result.code);
      expectFailure(result, result.code ?? 0, /no-such-host\.invalid.*(no such host|cannot be looked up)/s, /check/);
    });

    it('no password at all: exit code 2', async () => {
      const place = await places.open();
      const result = await place.run(RUN_DAY, { WAREHOUSE_PASSWORD: undefined as unknown as string });
      expectFailure(result, 2, /password/, /WAREHOUSE_PASSWORD/);
    });

    it.each([[['stage', '--all']], [['load-fact', '--all']], [['load-dims']], [['check']]])(
      'without tables %j says which command makes them: exit code 7',
      async (command) => {
        const place = await places.open();
        const result = await place.run(command);
        expectFailure(result, 7, /staging_|songplays|table/, /sparkify-etl (create-tables|run-all|stage|load-fact)/);
        expect(
          await place.query("select * from pg_tables where schemaname = '{s}' and tablename like 'staging%'"),
        ).toEqual([]);
      },
    );
  });

  it('another run at the same time ends with exit code 6 and says who is there; afterwards the lock is free', async () => {
    const place = await places.open();
    expect(await place.run(RUN_DAY)).toMatchObject({ code: 0 });
    const proxy = await startTcpProxy(places);
    try {
      const reached = new Promise<void>((resolve) => {
        proxy.setFault((text) => {
          if (/insert into songplays/i.test(text)) resolve();
          return undefined;
        });
      });
      const running = place.start(RUN_DAY, { WAREHOUSE_URL: places.url({ schema: place.schema, port: proxy.port }) });
      await reached;
      proxy.blackHole();
      const before = await place.content();
      const others = [RUN_DAY, ['create-tables'], ['stage', '--all'], ['load-fact', '--date', DAY]];
      for (const result of await Promise.all(others.map((command) => place.run(command)))) {
        expectFailure(result, 6, /another run/, /wait until it has ended/);
        expect(result.stderr, 'names the holder').toMatch(/user \w+/);
        expect(result.stderr).toMatch(/process \d+/);
      }
      expect(await place.run(['check']), 'reading is nobody in the way').toMatchObject({ code: 0 });
      expect(await place.content()).toEqual(before);
      running.child.kill('SIGKILL');
      await running.ended;
    } finally {
      await proxy.stop();
    }
    await expect.poll(async () => (await place.run(RUN_DAY)).code).toBe(0);
  });

  describe('a server that goes away', () => {
    /** Runs through a proxy; `at` is met by what the callback does. */
    const through = async (at: RegExp, happens: (proxy: Awaited<ReturnType<typeof startTcpProxy>>) => void) => {
      const place = await places.open();
      expect(await place.run(RUN_DAY)).toMatchObject({ code: 0 });
      const before = await place.content();
      const proxy = await startTcpProxy(places);
      let isDue = true;
      proxy.setFault((text) => {
        if (!isDue || !at.test(text)) return undefined;
        isDue = false;
        setImmediate(() => happens(proxy));
        return 'cut-before';
      });
      const result = await place
        .run([...RUN_DAY, '--json', '--retries', '2'], {
          WAREHOUSE_URL: places.url({ schema: place.schema, port: proxy.port }),
        })
        .finally(() => proxy.stop());
      return { place, before, result, retries: eventsOf(result).filter(({ type }) => type === 'retry-scheduled') };
    };

    it('for good is tried again, then the run ends with exit code 5, and what was published stays', async () => {
      const { place, before, result, retries } = await through(/insert into songplays/i, (proxy) => {
        proxy.setOpen(false);
        proxy.cut();
      });
      expect(result, troubleIn(result)).toMatchObject({ code: 5, stderr: '' });
      expect(retries).toHaveLength(2);
      const { songplays, users, time } = await place.content();
      expect({ songplays, users, time }).toEqual({
        songplays: before.songplays,
        users: before.users,
        time: before.time,
      });
    });

    it.each([
      ['while it stages', /copy\W+"?\w*\.?"?(staging_events|incoming_events)/i],
      ['while it publishes', /insert into songplays/i],
    ])('for a moment %s, with every connection to it: the run goes on and loses nothing', async (_, at) => {
      const { place, before, result, retries } = await through(at, (proxy) => proxy.cut());
      expect(result, troubleIn(result)).toMatchObject({ code: 0, stderr: '' });
      expect(retries.length).toBeGreaterThan(0);
      expect(await place.content()).toEqual(before);
    });
  });

  it.each([
    ['while it publishes', /insert into songplays/i],
    ['while it takes the lock', /pg_try_advisory_lock|lock table etl_lock/i],
    ['when it has just got the lock', /pg_try_advisory_xact_lock|insert into etl_runs/i],
  ])(
    'connections that the network forgot %s, unheard by the server, are no other run: the run goes on',
    async (_, at) => {
      const place = await places.open();
      expect(await place.run(RUN_DAY)).toMatchObject({ code: 0 });
      const before = await place.content();
      const proxy = await startForgetfulProxy(places);
      let isDue = true;
      proxy.onSent(at, () => {
        // By then the server has what was sent.
        if (isDue) setImmediate(() => proxy.forget());
        isDue = false;
      });
      const url = places.url({ schema: place.schema, port: proxy.port });
      const result = await place.run([...RUN_DAY, '--json'], { WAREHOUSE_URL: url }).finally(() => proxy.stop());
      expect(isDue).toBe(false);
      expect(result, troubleIn(result)).toMatchObject({ code: 0, stderr: '' });
      expect(await place.content()).toEqual(before);
    },
  );

  it('a signal while a server does not answer ends the run', async () => {
    const place = await places.open();
    const connected = deferred();
    const mute = createServer(() => connected.resolve());
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const running = place.start([...RUN_DAY, '--json'], { WAREHOUSE_URL: places.url({ schema: place.schema, port }) });
    await connected.promise;
    running.child.kill('SIGINT');
    const result = await running.ended;
    mute.close();
    // After five seconds the signal itself would have ended it.
    expect(result).toMatchObject({ code: 130, signal: null, stderr: '' });
    expect(summaryOf(result)).toMatchObject({ state: 'interrupted' });
  });

  it('kill -9 in the middle leaves nothing half-loaded, and the next run works', async () => {
    const [place, whole] = [await places.open(), await places.open()];
    expect(await place.run(RUN_DAY)).toMatchObject({ code: 0 });
    expect(await whole.run(['run-all', '--all'])).toMatchObject({ code: 0 });
    const published = ['songplays', 'users', 'songs', 'artists', 'time'];
    const before = await place.content(published);
    for (const moment of ['"task-started","task":"stage:events"', '"task-started","task":"fact:songplays"']) {
      const running = place.start(['run-all', '--all', '--json']);
      await running.seen(moment);
      running.child.kill('SIGKILL');
      expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
      // The server finds out by itself.
      expect(await place.content(published)).toEqual(before);
    }
    await expect.poll(async () => (await place.run(['run-all', '--all'])).code).toBe(0);
    expect(await place.content()).toEqual(await whole.content());
  });
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
