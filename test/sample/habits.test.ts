import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EVENT_KEYS } from '../../src/sample/log-json-paths.ts';
import { type SampleReport, writeSample } from '../../src/sample/write-sample.ts';
import { eventsOf, filesBelow, groupBy, type SampleEvent, scratchFolder, small } from './sample-folder.ts';

interface SampleSong {
  readonly song_id: string;
  readonly artist_id: string;
  readonly artist_name: string | number;
  readonly artist_location: string | number;
  readonly title: string | number;
  readonly duration: number;
  readonly year: number;
  readonly artist_latitude: number | null;
}

const root = scratchFolder();
let report: SampleReport;
let logs: { readonly file: string; readonly text: string }[];
let events: SampleEvent[];
let plays: SampleEvent[];
let songs: { readonly file: string; readonly text: string; readonly song: SampleSong }[];

beforeAll(async () => {
  report = await writeSample(small(root, { days: 20, users: 60, songs: 300, eventsPerDay: 500 }));
  logs = filesBelow(root, 'log_data').map((file) => ({ file, text: readFileSync(join(root, file), 'latin1') }));
  events = logs.flatMap((log) => eventsOf(log.text));
  plays = events.filter((event) => event.page === 'NextSong');
  songs = filesBelow(root, 'song_data').map((file) => {
    const text = readFileSync(join(root, file), 'latin1');
    return { file, text, song: JSON.parse(text) };
  });
});

describe('the event logs', () => {
  it('have one file a day, named and filed like the original', () => {
    expect(logs.map((log) => log.file)).toEqual(
      Array.from({ length: 20 }, (_, index) => {
        return `log_data/2018/11/2018-11-${String(index + 1).padStart(2, '0')}-events.json`;
      }),
    );
  });

  it('are ASCII, one object a line with the same keys in the same order, no newline at the end', () => {
    for (const { text } of logs) {
      expect(text).toMatch(/^[\n -~]*$/);
      expect(text.endsWith('}')).toBe(true);
      for (const line of text.split('\n')) expect(Object.keys(JSON.parse(line))).toEqual(EVENT_KEYS);
    }
  });

  it('spell values like the original', () => {
    const [text = ''] = logs.map((log) => log.text);
    expect(text).toMatch(/"registration":1\d{12}\.0,/);
    expect(text).toMatch(/"ts":1\d{9}796,/);
    expect(text).toContain('"userAgent":"\\"Mozilla\\/5.0 (');
    expect(logs.some((log) => /"song":"[^"]*\\\/[^"]*/.test(log.text))).toBe(true);
    expect(logs.some((log) => /"artist":"[^"]*\\u00c3\\u0083\\u00c2/.test(log.text))).toBe(true);
  });

  it('are sorted, and hold only events of their day', () => {
    for (const { file, text } of logs) {
      const times = eventsOf(text).map((event) => event.ts);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      for (const ts of times) expect(file).toContain(new Date(ts).toISOString().slice(0, 10));
    }
  });

  it('number the events of a session without gaps, over all days', () => {
    const sessions = groupBy(events, (event) => event.sessionId);
    for (const session of sessions.values()) {
      expect(session.map((event) => event.itemInSession)).toEqual(session.map((_, index) => index));
      expect(new Set(session.map((event) => event.userId).filter(Boolean)).size).toBeLessThanOrEqual(1);
    }
    expect(sessions.size).toBeGreaterThan(500);
    expect(events.length / sessions.size).toBeGreaterThan(3);
  });

  it('tell nothing of a user who is logged out, and of a song only where one is played', () => {
    for (const event of events) {
      const out = event.auth === 'Logged Out';
      expect(event.userId === '').toBe(out);
      for (const key of ['firstName', 'lastName', 'gender', 'location', 'registration', 'userAgent'] as const) {
        expect((event as unknown as Record<string, unknown>)[key] === null).toBe(out);
      }
      const values = [event.artist, event.song, event.length];
      expect(values.filter((value) => value !== null)).toHaveLength(event.page === 'NextSong' ? 3 : 0);
    }
    expect(events.some((event) => event.auth === 'Logged Out')).toBe(true);
  });

  it('have pages with the methods and states that belong to them', () => {
    const requests = new Map(events.map((event) => [event.page, `${event.method} ${event.status}`]));
    expect(Object.fromEntries(requests)).toMatchObject({
      NextSong: 'PUT 200',
      Home: 'GET 200',
      Logout: 'PUT 307',
      Login: 'PUT 307',
      Error: 'GET 404',
      'Submit Upgrade': 'PUT 307',
      'Submit Downgrade': 'PUT 307',
    });
  });

  it('change a level by an upgrade or a downgrade only', () => {
    const changes: [string, string][] = [];
    for (const history of groupBy(events, (event) => event.userId).entries()) {
      const [userId, own] = history;
      if (userId === '') continue;
      for (const [index, event] of own.entries()) {
        const next = own[index + 1];
        const submits = event.page.startsWith('Submit');
        if (next !== undefined) expect(next.level !== event.level).toBe(submits);
        if (submits) changes.push([event.page, event.level]);
      }
    }
    expect(changes).toHaveLength(report.levelChanges);
    expect(new Set(changes.map(String))).toEqual(new Set(['Submit Upgrade,free', 'Submit Downgrade,paid']));
  });

  it('have one busiest hour, 16 UTC, and one song that is played most', () => {
    expect(ranked(plays.map((play) => String(new Date(play.ts).getUTCHours())))[0]?.[0]).toBe('16');
    const [first, second] = ranked(plays.map((play) => `${play.song} by ${play.artist}`));
    expect(first?.[1]).toBeGreaterThan(1.5 * (second?.[1] ?? 0));
  });

  it('have two users of one name and no more', () => {
    const names = new Map(plays.map((play) => [play.userId, `${play.firstName} ${play.lastName}`]));
    expect(names.size).toBe(new Set(names.values()).size + 1);
    expect(names.get('1')).toBe(names.get('8'));
  });
});

describe('the song files', () => {
  it('stand in the folder of the third to fifth letter of their track', () => {
    for (const { file } of songs)
      expect(file).toMatch(/^song_data\/(.)\/(.)\/(.)\/TR\1\2\3[A-Z]{2}128F[0-9A-F]{7}\.json$/);
    expect(songs).toHaveLength(300);
  });

  it('are ASCII, one object with the same keys in the same order, no newline at the end', () => {
    for (const { text, song } of songs) {
      expect(text).toMatch(/^\{"num_songs": 1, "artist_id": "AR[0-9A-Z]{16}", [ -~]*\}$/);
      expect(Object.keys(song).join()).toBe(
        'num_songs,artist_id,artist_latitude,artist_longitude,artist_location,artist_name,song_id,title,duration,year',
      );
      expect(song.song_id).toMatch(/^SO[0-9A-Z]{16}$/);
    }
    expect(new Set(songs.map(({ song }) => song.song_id)).size).toBe(300);
  });

  it('have unknown years and places, numbers for names, long names, and artists with several names', () => {
    const all = songs.map(({ song }) => song);
    for (const odd of [
      all.filter((song) => song.year === 0),
      all.filter((song) => song.artist_latitude === null),
      all.filter((song) => song.artist_location === ''),
      all.filter((song) => typeof song.artist_name === 'number'),
      all.filter((song) => typeof song.artist_location === 'number'),
      all.filter((song) => typeof song.title === 'number'),
      all.filter((song) => [...String(song.artist_name)].length === 255),
      all.filter((song) => [...String(song.title)].length === 255),
    ]) {
      expect(odd.length).toBeGreaterThan(0);
      expect(odd.length).toBeLessThan(all.length);
    }
    const artists = groupBy(all, (song) => song.artist_id);
    expect(artists.size).toBe(report.artists);
    const named = [...artists.values()].map((own) => new Set(own.map((song) => song.artist_name)).size);
    expect(Math.max(...named)).toBe(2);
    expect(songs.every(({ text }) => Buffer.byteLength(String(JSON.parse(text).title)) <= 1020)).toBe(true);
  });
});

describe('the report', () => {
  const key = (title: unknown, artist: unknown, length: unknown) =>
    JSON.stringify([String(title), String(artist), length]);

  it('counts what is in the files', () => {
    expect(report).toMatchObject({ firstDay: '2018-11-01', lastDay: '2018-11-20', days: 20, songs: 300, files: 320 });
    expect([report.events, report.plays]).toEqual([events.length, plays.length]);
    const bytes = [...logs, ...songs].reduce((sum, { text }) => sum + text.length, 0);
    expect(report.bytes).toBe(bytes);
  });

  it('counts the plays that are in the catalogue, as they stand and after undoing the double encoding', () => {
    const catalogue = new Set(songs.map(({ song }) => key(song.title, song.artist_name, song.duration)));
    const found = plays.filter((play) => catalogue.has(key(play.song, play.artist, play.length)));
    expect(found).toHaveLength(report.knownPlays);
    const garbled = plays.filter((play) => /Ã/.test(`${play.artist}${play.song}`));
    expect(garbled).toHaveLength(report.garbledPlays);
    const repaired = garbled.filter((play) => catalogue.has(key(repair(play.song), repair(play.artist), play.length)));
    expect(repaired).toHaveLength(report.garbledKnownPlays);
    expect(report.garbledKnownPlays).toBeGreaterThan(0);
  });

  it('has the shares of the original, roughly', () => {
    expect(report.plays / report.events).toBeCloseTo(0.85, 1);
    expect((report.knownPlays + report.garbledKnownPlays) / report.plays).toBeCloseTo(0.1, 1);
    expect(report.garbledPlays / report.plays).toBeGreaterThan(0.02);
    expect(report.garbledPlays / report.plays).toBeLessThan(0.09);
  });

  it('has songs beside the catalogue that a careless join takes for one of it', () => {
    const byName = new Map(songs.map(({ song }) => [key(song.title, song.artist_name, 0), song.duration]));
    const otherCuts = plays.filter((play) => {
      const duration = byName.get(key(play.song, play.artist, 0));
      return duration !== undefined && duration !== play.length;
    });
    expect(otherCuts.length).toBeGreaterThan(0);
  });
});

it('writes JSONPaths in the order of the keys', () => {
  const { jsonpaths } = JSON.parse(readFileSync(join(root, 'log_json_path.json'), 'utf8'));
  expect(jsonpaths).toEqual(EVENT_KEYS.map((name) => `$['${name}']`));
  expect(jsonpaths).toHaveLength(18);
});

function repair(text: string | null): string {
  const once = Buffer.from(text ?? '', 'latin1').toString('utf8');
  return Buffer.from(once, 'latin1').toString('utf8');
}

function ranked(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]);
}
