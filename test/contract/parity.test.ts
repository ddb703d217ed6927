import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSample } from '../../src/sample/write-sample.ts';
import { query, tempFolder } from '../support/warehouse.ts';
import type { CommandOptions, World } from '../support/world.ts';
import { duckDbEngine, type Engine, postgresEngine, redshiftEngine } from './engines.ts';

const TABLES = ['staging_events', 'staging_songs', 'songplays', 'users', 'songs', 'artists', 'time'] as const;

const engines: Readonly<Record<string, Engine>> = {
  duckdb: duckDbEngine(),
  postgres: await postgresEngine(),
  redshift: await redshiftEngine(),
};
const root = tempFolder();

const sample = join(root, 'sample');
await writeSample({
  out: sample,
  days: 4,
  users: 30,
  songs: 40,
  eventsPerDay: 150,
  knownShare: 0.2,
  seed: 7,
  defects: true,
});
const DAYS = readdirSync(join(sample, 'log_data'), { recursive: true, encoding: 'utf8' })
  .flatMap((path) => /\d{4}-\d\d-\d\d/.exec(path) ?? [])
  .sort();

/** A table as a CSV file: rows in the order of their text, since tables have none. */
async function exportTable(world: World, table: string): Promise<string> {
  const rows = await query(world.warehouse, `select * from ${table}`);
  // Files have other names where they are in S3.
  const toText = ([column, value]: [string, unknown]) =>
    toField(column === 'file_name' ? String(value).replace(/^.*(?=song_data)/, '') : value);
  const lines = rows.map((row) => Object.entries(row).map(toText).join(','));
  return [Object.keys(rows[0] ?? {}).join(','), ...lines.sort()].join('\n');
}

/** NULL is empty, and an empty text is in quotes. */
function toField(value: unknown): string {
  if (value === null) return '';
  const text = String(value);
  return text === '' || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function exportAll(world: World): Promise<Record<string, string>> {
  const tables: Record<string, string> = {};
  for (const table of TABLES) tables[table] = await exportTable(world, table);
  return tables;
}

type Scenario = (world: World, run: (...args: Parameters<World['command']>) => Promise<void>) => Promise<void>;

const LENIENT: CommandOptions = { maxErrors: 1000 };
const on = (day: string) => ({ kind: 'one', day }) as const;

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'all days at once': (_, run) => run('run-all', { kind: 'all' }, LENIENT),
  'days in another order, some twice, one delivered again with other events': async (world, run) => {
    const [first = '', second = '', third = '', fourth = ''] = DAYS;
    for (const day of [third, first, fourth, first]) await run('run-all', on(day), LENIENT);
    const { DAY_EVENTS } = again;
    world.deliver(first, DAY_EVENTS);
    for (const day of [first, second, third]) await run('run-all', on(day), LENIENT);
  },
  'step by step, the dimensions built anew': async (_, run) => {
    await run('create-tables');
    await run('stage', { kind: 'all' }, LENIENT);
    await run('load-fact', { kind: 'all' });
    await run('load-dims', undefined, { mode: 'truncate' });
    await run('check');
  },
};

/** What a day is delivered again with: users and moments of other days among it. */
const again = {
  DAY_EVENTS: [1, 2, 3].map((n) => ({
    artist: `Artïst ${n} `,
    auth: 'Logged In',
    firstName: 'Ada',
    gender: 'F',
    itemInSession: n,
    lastName: 'Lovelace',
    length: 200.1 + n,
    level: n === 2 ? 'paid' : 'free',
    location: '',
    method: 'PUT',
    page: 'NextSong',
    registration: 1540919166796.0,
    sessionId: 9_000_000 + n,
    song: `"Sóng", \\N\t${n}`,
    status: 200,
    ts: Date.parse('2018-11-01T00:00:00Z') + n,
    userAgent: null,
    userId: String(n),
  })),
};

describe('the same input gives the same bytes on every engine', () => {
  it.each(Object.keys(SCENARIOS))('%s', async (name) => {
    const exports: Record<string, Record<string, string>> = {};
    for (const [engine, { open }] of Object.entries(engines)) {
      const world = await open();
      cpSync(sample, world.folder, { recursive: true });
      await SCENARIOS[name]?.(world, async (...args) => {
        const { exitCode, failure } = await world.command(...args);
        expect({ exitCode, failure }, `${engine}: ${args[0]}`).toEqual({ exitCode: 0, failure: undefined });
      });
      exports[engine] = await exportAll(world);
      await world.close();
    }
    for (const engine of ['postgres', 'redshift']) {
      for (const table of TABLES)
        expect(exports[engine]?.[table], `${table} on ${engine}`).toBe(exports.duckdb?.[table]);
    }
    expect(exports.duckdb?.songplays?.split('\n').length).toBeGreaterThan(200);
  });
});
