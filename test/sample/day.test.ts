import { expect, it } from 'vitest';
import { createWorld, dayLog } from '../../src/sample/day.ts';
import { completeOptions } from '../../src/sample/options.ts';
import { eventsOf, small } from './sample-folder.ts';

function dayText(days: number, index: number, changes = {}): string {
  const world = createWorld(completeOptions(small('unused', { days, ...changes })));
  return Buffer.concat([...dayLog(world, index)]).toString('latin1');
}

it('comes in chunks of bounded size however large the day is', () => {
  const world = createWorld(completeOptions(small('unused', { eventsPerDay: 20_000 })));
  const sizes = Array.from(dayLog(world, 0), (chunk) => chunk.length);
  expect(sizes.length).toBeGreaterThan(20);
  expect(Math.max(...sizes)).toBeLessThan(256 * 1024 + 4096);
  expect(world.tally.events).toBe(20_000);
});

it('does not depend on the days before it', () => {
  const world = createWorld(completeOptions(small('unused', { days: 5 })));
  const inOrder = [0, 1, 2, 3, 4].map((index) => Buffer.concat([...dayLog(world, index)]).toString('latin1'));
  expect(dayText(5, 4)).toBe(inOrder[4]);
  expect(dayText(9, 2)).toBe(inOrder[2]);
});

it.each([
  ['one event', { eventsPerDay: 1 }],
  ['one user for thousands of events', { users: 1, eventsPerDay: 3000 }],
  ['more users than events', { users: 5000, eventsPerDay: 50 }],
  ['one song', { songs: 1 }],
])('keeps its habits with %s', (_, changes) => {
  const { eventsPerDay = 400 } = changes as { eventsPerDay?: number };
  const events = eventsOf(dayText(1, 0, changes));
  expect(events).toHaveLength(eventsPerDay);
  expect(new Set(events.map((event) => `${event.sessionId} ${event.itemInSession}`)).size).toBe(eventsPerDay);
  for (const event of events) expect(new Date(event.ts).toISOString()).toMatch(/^2018-11-01/);
});

it('plays nothing of the catalogue, or only that, where told so', () => {
  for (const [knownShare, part] of [
    [0, 0],
    [1, 1],
  ] as const) {
    const world = createWorld(completeOptions(small('unused', { knownShare })));
    expect([...dayLog(world, 0)].length).toBeGreaterThan(0);
    expect(world.tally.knownPlays + world.tally.garbledKnownPlays).toBe(world.tally.plays * part);
  }
});
