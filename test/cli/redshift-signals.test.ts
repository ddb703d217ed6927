import { afterEach, describe, expect, it } from 'vitest';
import { eventsOf, summaryOf } from '../support/cli.ts';
import { redshiftPlaces } from '../support/server-places.ts';

const RUN = ['run-all', '--date', '2018-11-01'];
const places = await redshiftPlaces({ days: 2, eventsPerDay: 80, songs: 20 });
const { redshift } = places;
afterEach(() => redshift.faults.clear());

/** Sessions that clients have open. */
const open = () => redshift.connections.filter(({ isOpen }) => isOpen).length;
/** Statements that began and did not end. */
const running = () => redshift.statements.filter(({ outcome }) => outcome === undefined).map(({ sql }) => sql);
const backends = () =>
  redshift.inspect(
    'select pid from pg_catalog.pg_stat_activity where datname = pg_catalog.current_database() and pid <> pg_catalog.pg_backend_pid()',
  );

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while Redshift works', (signal, code) => {
  it.each([
    ['a COPY of events', /^copy incoming_events/i],
    ['a COPY of songs', /^copy incoming_songs/i],
    ['the load of the fact', /^insert into songplays/i],
    ['a check', /songplays_users|offending_rows/i],
  ] as const)(`on %s ends with code ${code}; the statement is gone and nothing is half-loaded`, async (_, at) => {
    const place = await places.open();
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    const before = await place.content();
    const hold = redshift.faults.hold(at);
    // Songs that are staged as they are are not read again by run-all.
    const args =
      /songs$/.test(at.source) && /^\^copy/.test(at.source) ? ['stage', '--only', 'songs'] : ['run-all', '--all'];
    const program = place.start([...args, '--json']);
    await hold.reached;
    program.child.kill(signal);
    const result = await program.ended;
    // After five seconds the signal itself would have ended it.
    expect(result).toMatchObject({ code, signal: null, stderr: '' });
    expect(summaryOf(result)).toMatchObject({ state: 'interrupted', exitCode: code });
    expect(eventsOf(result).filter(({ type }) => type === 'retry-scheduled')).toEqual([]);
    await expect.poll(running).toEqual([]);
    await expect.poll(open).toBe(0);
    await expect.poll(backends).toEqual([]);
    const { staging_events, staging_songs, ...published } = await place.content();
    const { staging_events: eventsBefore, staging_songs: songsBefore, ...publishedBefore } = before;
    expect(published).toEqual(publishedBefore);
    if (/events/.test(at.source)) expect(staging_events).toEqual(eventsBefore);
    expect(staging_songs).toEqual(songsBefore);
    expect(await places.leftovers(), 'nothing stays in WORK_URI').toEqual([]);
    expect(await place.run(['run-all', '--all']), 'the next run works').toMatchObject({ code: 0 });
  });
});

it('a signal while the lock is waited for ends the run', async () => {
  const place = await places.open();
  expect(await place.run(RUN)).toMatchObject({ code: 0 });
  const hold = redshift.faults.hold(/^lock table etl_lock/i);
  const program = place.start([...RUN, '--json']);
  await hold.reached;
  program.child.kill('SIGTERM');
  expect(await program.ended).toMatchObject({ code: 143, signal: null });
  await expect.poll(open).toBe(0);
});
