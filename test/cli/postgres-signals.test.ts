import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { eventsOf, summaryOf } from '../support/cli.ts';
import { postgresPlaces } from '../support/server-places.ts';

const RUN = ['run-all', '--date', '2018-11-01'];
const places = await postgresPlaces({ days: 2, eventsPerDay: 80 });

/** What our program has open in a database. */
const sessions = () =>
  places.database.query(
    "select pid, state, query from pg_stat_activity where application_name = 'sparkify-etl' and datname = current_database()",
  );
const locks = () =>
  places.database.query(
    "select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
  );

/** Locks a table as another session would, until released. */
async function lockTable(table: string, mode = 'share row exclusive'): Promise<() => Promise<void>> {
  const { host, port, user, password, database } = places.database;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  await client.query(`begin; lock table ${table} in ${mode} mode`);
  return () => client.end();
}

const isWaiting = async () => {
  const rows = await places.database.query(
    "select 1 from pg_stat_activity where datname = current_database() and application_name = 'sparkify-etl' and wait_event_type = 'Lock'",
  );
  return rows.length > 0;
};

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while the server works', (signal, code) => {
  it.each(['staging_events', 'songplays', 'users'])(
    `on %s ends with code ${code}; the statement is gone and nothing is half-loaded`,
    async (table) => {
      const place = await places.open();
      expect(await place.run(RUN)).toMatchObject({ code: 0 });
      const before = await place.content();
      const release = await lockTable(`${place.schema}.${table}`);
      try {
        const running = place.start(['run-all', '--all', '--json']);
        await expect.poll(isWaiting).toBe(true);
        running.child.kill(signal);
        const result = await running.ended;
        // After five seconds the signal itself would have ended it.
        expect(result).toMatchObject({ code, signal: null, stderr: '' });
        expect(summaryOf(result)).toMatchObject({ state: 'interrupted', exitCode: code });
        expect(eventsOf(result).filter(({ type }) => type === 'retry-scheduled')).toEqual([]);
        await expect.poll(sessions).toEqual([]);
        expect(await locks()).toEqual([]);
        const { staging_events, staging_songs, ...published } = await place.content();
        const { staging_events: eventsBefore, staging_songs: songsBefore, ...publishedBefore } = before;
        expect(published).toEqual(publishedBefore);
        if (table === 'staging_events') expect(staging_events).toEqual(eventsBefore);
        expect(staging_songs).toEqual(songsBefore);
      } finally {
        await release();
      }
      expect(await place.run(['run-all', '--all']), 'the next run works').toMatchObject({ code: 0 });
    },
  );
});

it('checks that are stopped have not failed, and are told of in one line', async () => {
  const place = await places.open();
  expect(await place.run(RUN)).toMatchObject({ code: 0 });
  const release = await lockTable(`${place.schema}.users`, 'access exclusive');
  try {
    const running = place.start(['check', '--plain']);
    await expect.poll(isWaiting).toBe(true);
    running.child.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(code).toBe(143);
    const lines = stderr.split('\n').filter((line) => / check {5}/.test(line));
    expect(lines).toEqual([
      expect.stringMatching(
        /^\S+ skipped check {5}\d+ checks {2}stopped by SIGTERM; what was not committed is undone$/,
      ),
    ]);
    expect(stderr).not.toMatch(/ failed /);
  } finally {
    await release();
  }
});

describe('a server that does not let go', () => {
  const stop = async (signals: readonly NodeJS.Signals[]) => {
    const place = await places.open();
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    const release = await lockTable(`${place.schema}.etl_runs`);
    try {
      const running = place.start(['run-all', '--all', '--json']);
      await expect.poll(isWaiting).toBe(true);
      for (const signal of signals) running.child.kill(signal);
      return await running.ended;
    } finally {
      await release();
    }
  };

  it('is waited for five seconds; why the program then ends is told', async () => {
    const { code, signal, stderr } = await stop(['SIGINT']);
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' });
    expect(stderr).toMatch(/^✖ stopped by SIGINT; .* not over within 5 s; what was not committed is undone .*\n$/);
  });

  it('is not waited for after another signal, which is told', async () => {
    const { code, signal, stderr } = await stop(['SIGINT', 'SIGTERM']);
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' });
    expect(stderr).toMatch(/^✖ ended at once by a second signal, SIGTERM; what was not committed is undone .*\n$/);
  });
});

it('a signal while a retry is waited for ends the run at once', async () => {
  const place = await places.open();
  expect(await place.run(RUN)).toMatchObject({ code: 0 });
  await places.database.query(
    `create function ${place.schema}.fail() returns trigger language plpgsql as $$ begin raise exception 'again' using errcode = '40001'; end $$;
     create trigger fail before insert on ${place.schema}.songplays execute function ${place.schema}.fail()`,
  );
  const running = place.start([...RUN, '--json', '--retry-delay', '1h']);
  await running.seen('"retry-scheduled"');
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 130, signal: null, stderr: '' });
  await expect.poll(sessions).toEqual([]);
});

it('check beside a run that holds the lock sees what was published before', async () => {
  const place = await places.open();
  expect(await place.run(RUN)).toMatchObject({ code: 0 });
  const release = await lockTable(`${place.schema}.songplays`);
  const running = place.start(['run-all', '--all', '--json']);
  await expect.poll(isWaiting).toBe(true);
  expect(await place.run(['check'])).toMatchObject({ code: 0 });
  await release();
  expect(await running.ended).toMatchObject({ code: 0 });
});
