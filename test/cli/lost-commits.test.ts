import { afterEach, describe, expect, it } from 'vitest';
import { eventsOfType } from '../support/cli.ts';
import { redshiftPlaces } from '../support/server-places.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { troubleIn } from './server-suite.ts';

const ALL = ['run-all', '--all'];
const places = await redshiftPlaces({ days: 2, eventsPerDay: 80, songs: 20 });
const { faults } = places.redshift;
afterEach(() => faults.clear());

const undisturbed = await places.open();
expect(await undisturbed.run(ALL)).toMatchObject({ code: 0 });
const expected = await undisturbed.content();

const STAGING = /^copy incoming_events/i;
const PUBLISHING = /^insert into songplays/i;

describe('a commit whose answer is lost', () => {
  /** The commit of a transaction that wrote. */
  const COMMIT = /^commit/i;
  const lose = async (when: 'before' | 'after', at: RegExp) => {
    const place = await places.open();
    // The first commit after the statement is the one of its transaction.
    const hold = faults.hold(at);
    const running = place.start([...ALL, '--json']);
    await hold.reached;
    const lost = faults.loseConnection(COMMIT, when);
    hold.release();
    const result = await running.ended;
    expect(result, troubleIn(result)).toMatchObject({ code: 0, stderr: '' });
    expect(lost.hits).toBe(1);
    expect(await place.content()).toEqual(expected);
    return eventsOfType(result, 'retry-scheduled');
  };

  it.each([
    ['staging', STAGING],
    ['publishing', PUBLISHING],
  ] as const)('although it was done, at %s: it is found out, and nothing is done twice', async (_, at) => {
    expect(await lose('after', at)).toEqual([]);
  });

  it.each([
    ['staging', STAGING],
    ['publishing', PUBLISHING],
  ] as const)('and was not done, at %s: the transaction is tried again', async (_, at) => {
    expect(await lose('before', at)).toMatchObject([
      { attempt: 2, reason: expect.stringContaining('nothing was committed') },
    ]);
  });

  it('and neither can the server be asked any more: Ctrl-C ends the search, and the data is whole', async () => {
    const place = await places.open();
    const proxy = await startTcpProxy(places);
    let isPublishing = false;
    proxy.setFault((text) => {
      isPublishing ||= /insert into songplays/i.test(text);
      if (!isPublishing || !/insert into etl_commits/i.test(text)) return undefined;
      proxy.setOpen(false);
      return 'cut-after';
    });
    const running = place.start([...ALL, '--json'], {
      WAREHOUSE_URL: places.url({ schema: place.schema, port: proxy.port }),
    });
    await expect.poll(() => place.count('songplays')).toBeGreaterThan(0);
    // It would ask for two minutes.
    running.child.kill('SIGINT');
    const result = await running.ended;
    await proxy.stop();
    expect(result, troubleIn(result)).toMatchObject({ code: 130, signal: null, stderr: '' });
    expect(await place.content()).toEqual(expected);
  });
});
