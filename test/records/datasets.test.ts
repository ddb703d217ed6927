import { expect, it } from 'vitest';
import { EVENTS } from '../../src/records/events.ts';
import { SONGS } from '../../src/records/songs.ts';

it.each([EVENTS, SONGS])('columns of $table are the keys of $name in lower case, once each', ({ columns }) => {
  expect(columns.map(({ name }) => name)).toEqual(columns.map(({ key }) => key.toLowerCase()));
  expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
});

it('a play is nothing without its page, its time, and its place in a session', () => {
  const needed = EVENTS.columns.filter(({ required }) => required).map(({ key }) => key);
  expect(needed).toEqual(['itemInSession', 'page', 'sessionId', 'ts']);
  expect(EVENTS.columns.filter(({ epochMillis }) => epochMillis).map(({ key }) => key)).toEqual(['ts']);
});

it('a song is nothing without its ids', () => {
  expect(SONGS.columns.filter(({ required }) => required).map(({ key }) => key)).toEqual(['artist_id', 'song_id']);
});
