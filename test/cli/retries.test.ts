import { afterEach, describe, expect, it } from 'vitest';
import { type CliResult, eventsOf, eventsOfType, summaryOf } from '../support/cli.ts';
import { RedshiftError, serializationViolation, snapshotConflict } from '../support/redshift/index.ts';
import type { Place } from '../support/server-place.ts';
import { redshiftPlaces } from '../support/server-places.ts';
import { troubleIn } from './server-suite.ts';

const FIRST = ['run-all', '--date', '2018-11-01'];
const ALL = ['run-all', '--all'];
const places = await redshiftPlaces({ days: 2, eventsPerDay: 80, songs: 20 });
const { faults } = places.redshift;
afterEach(() => faults.clear());

const undisturbed = await places.open();
expect(await undisturbed.run(FIRST)).toMatchObject({ code: 0 });
const afterFirst = await undisturbed.content();
expect(await undisturbed.run(ALL)).toMatchObject({ code: 0 });
const expected = await undisturbed.content();

const retriesOf = (result: CliResult) => eventsOfType(result, 'retry-scheduled');
const cancelled = () => new RedshiftError("Query (151) cancelled on user's request", { code: '57014' });

/** A place with the first day loaded. */
async function loaded(): Promise<Place> {
  const place = await places.open();
  expect(await place.run(FIRST)).toMatchObject({ code: 0 });
  return place;
}

const STAGING = /^copy incoming_events/i;
const PUBLISHING = /^insert into songplays/i;

describe('trouble that passes', () => {
  const troubles: readonly (readonly [string, (at: RegExp) => void])[] = [
    ['a serialization violation (1023)', (at) => void faults.fail(at, serializationViolation(7, 8))],
    ['a conflict with a concurrent transaction', (at) => void faults.fail(at, snapshotConflict())],
    ['a statement timeout (57014)', (at) => void faults.fail(at, cancelled())],
    ['a lost connection before it', (at) => void faults.loseConnection(at, 'before')],
    ['a lost connection after it', (at) => void faults.loseConnection(at, 'after')],
  ];

  it.each(
    troubles.flatMap(
      ([name, inject]) =>
        [
          [name, 'staging', STAGING, inject],
          [name, 'publishing', PUBLISHING, inject],
        ] as const,
    ),
  )('%s at %s is tried again, and the rows are as without it', async (_, moment, at, inject) => {
    const place = await places.open();
    inject(at);
    const result = await place.run([...ALL, '--json']);
    expect(result, troubleIn(result)).toMatchObject({ code: 0, stderr: '' });
    const retries = retriesOf(result);
    expect(retries).toMatchObject([
      { attempt: 2, attempts: 4, delayMs: expect.any(Number), reason: expect.stringMatching(/\w/) },
    ]);
    expect(retries[0]?.tasks).toContain(moment === 'staging' ? 'stage:events' : 'fact:songplays');
    expect(await place.content()).toEqual(expected);
    expect(summaryOf(result)).toMatchObject({ state: 'succeeded', checks: { failed: 0 } });
    expect(await places.leftovers()).toEqual([]);
  });

  it('is told in a line, with the attempt and the wait; and not with --quiet', async () => {
    const place = await places.open();
    faults.fail(PUBLISHING, serializationViolation(7, 8));
    const plain = await place.run([...ALL, '--plain']);
    expect(plain).toMatchObject({ code: 0 });
    expect(plain.stderr.match(/ retry .*/g)).toEqual([
      expect.stringMatching(/ retry .*attempt 2 of 4 in .*Serializable isolation violation/),
    ]);
    faults.fail(STAGING, snapshotConflict());
    expect(await place.run([...ALL, '--quiet'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await place.content()).toEqual(expected);
  });

  it('twice in a row is tried twice, with a longer wait', async () => {
    const place = await places.open();
    faults.fail(PUBLISHING, serializationViolation(7, 8), 2);
    const result = await place.run([...ALL, '--json']);
    expect(result).toMatchObject({ code: 0 });
    const [first, second] = retriesOf(result);
    expect([first?.attempt, second?.attempt]).toEqual([2, 3]);
    expect(second?.delayMs).toBeGreaterThan(first?.delayMs ?? 0);
    expect(await place.content()).toEqual(expected);
  });
});

describe('trouble that lasts', () => {
  it.each([
    ['staging', STAGING],
    ['publishing', PUBLISHING],
  ] as const)('at %s ends with exit code 5 after RETRIES attempts; what was published stays', async (_, at) => {
    const place = await loaded();
    const fault = faults.fail(at, serializationViolation(7, 8), 100);
    const result = await place.run([...ALL, '--json', '--retries', '2', '--retry-delay', '10ms']);
    expect(result, troubleIn(result)).toMatchObject({ code: 5, stderr: '' });
    expect(fault.hits).toBe(3);
    expect(retriesOf(result).map(({ attempt, attempts }) => `${attempt} of ${attempts}`)).toEqual(['2 of 3', '3 of 3']);
    const [failed] = eventsOfType(result, 'run-failed');
    expect(failed?.error).toMatchObject({
      message: expect.stringContaining('Serializable isolation violation'),
      hint: expect.stringMatching(/\w/),
    });
    const { songplays, users, time } = await place.content();
    expect({ songplays, users, time }).toEqual({
      songplays: afterFirst.songplays,
      users: afterFirst.users,
      time: afterFirst.time,
    });
    expect(await places.leftovers()).toEqual([]);
  });

  it('is not tried again with --retries 0', async () => {
    const place = await loaded();
    const fault = faults.fail(PUBLISHING, serializationViolation(7, 8), 100);
    const result = await place.run([...ALL, '--json', '--retries', '0']);
    expect(result).toMatchObject({ code: 5 });
    expect(fault.hits).toBe(1);
    expect(retriesOf(result)).toEqual([]);
  });
});

describe('what is never tried again', () => {
  it.each([
    ['a missing right', 5, new RedshiftError('permission denied for relation songplays', { code: '42501' })],
    ['a wrong statement', 5, new RedshiftError('column "x" does not exist', { code: '42703' })],
    ['a value that does not fit', 3, new RedshiftError('numeric field overflow', { code: '22003' })],
  ] as const)('%s: exit code %i', async (_, code, error) => {
    const place = await loaded();
    const fault = faults.fail(PUBLISHING, error, 100);
    const result = await place.run([...ALL, '--json']);
    expect(result, troubleIn(result)).toMatchObject({ code, stderr: '' });
    expect(fault.hits).toBe(1);
    expect(eventsOf(result).map(({ type }) => type)).not.toContain('retry-scheduled');
    expect(summaryOf(result)).toMatchObject({ state: 'failed', exitCode: code });
  });
});
