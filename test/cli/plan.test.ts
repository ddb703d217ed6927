import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { RunPlan } from '../../src/core/run-plan.ts';
import { createSampleWorkspace } from '../support/workspace.ts';
import { expectPlanToHold, planAt } from './plan-suite.ts';

const workspace = await createSampleWorkspace();
let opened = 0;

/** A warehouse of its own, and a copy of the sample that can be changed. */
async function openPlace() {
  opened += 1;
  const source = workspace.path(`source-${opened}`);
  cpSync(workspace.path('sample'), source, { recursive: true });
  const file = workspace.path(`plan-${opened}.duckdb`);
  const env = {
    LOG_DATA: join(source, 'log_data'),
    SONG_DATA: join(source, 'song_data'),
    WAREHOUSE_URL: `duckdb:${file}`,
  };
  const run = (args: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
    workspace.run(args, { env: { ...env, ...changes } });
  return {
    folder: workspace.folder,
    run,
    file,
    source,
    log: (day: string) => join(source, 'log_data/2018/11', `${day}-events.json`),
  };
}

const songIn = (folder: string) =>
  join(
    folder,
    'song_data',
    readdirSync(join(folder, 'song_data'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    )[0] ?? '',
  );

describe('a plan holds', () => {
  it('for a first load in chunks, nothing new, what changed, and a day again', async () => {
    const place = await openPlace();
    const first = await expectPlanToHold(place, ['--from', '2018-11-01', '--to', '2018-11-03', '--chunk', '2']);
    expect(first.chunks.map(({ days }) => days)).toEqual([['2018-11-01', '2018-11-02'], ['2018-11-03']]);
    expect(first.chunks[0]?.tasks).toContain('stage:songs');
    expect(first.chunks[1]?.tasks).not.toContain('stage:songs');
    expect(await expectPlanToHold(place, [])).toMatchObject({ days: [], logFiles: [], songFiles: [], chunks: [] });

    writeFileSync(
      place.log('2018-11-02'),
      readFileSync(place.log('2018-11-02'), 'utf8').split('\n').slice(1).join('\n'),
    );
    writeFileSync(
      songIn(place.source),
      readFileSync(songIn(place.source), 'utf8').replace(/"year": ?\d+/, '"year": 1999'),
    );
    rmSync(place.log('2018-11-03'));
    cpSync(place.log('2018-11-01'), place.log('2018-11-09'));
    const changed = await expectPlanToHold(place, []);
    expect(changed).toMatchObject({
      days: ['2018-11-02', '2018-11-09'],
      logFiles: [
        {
          uri: place.log('2018-11-02'),
          state: 'changed',
          day: '2018-11-02',
          bytes: statSync(place.log('2018-11-02')).size,
        },
        { uri: place.log('2018-11-09'), state: 'new', day: '2018-11-09' },
      ],
      songFiles: [{ uri: songIn(place.source), state: 'changed', day: null }],
      leftOut: { logFiles: 1, songFiles: 39 },
      vanished: [{ uri: place.log('2018-11-03'), day: '2018-11-03' }],
    });
    const again = await expectPlanToHold(place, ['--date', '2018-11-01']);
    expect(again.logFiles).toMatchObject([{ state: 'unchanged' }]);
  });

  it('for files that are named by a JSONPaths file, and compressed ones', async () => {
    const place = await openPlace();
    const zipped = {
      ...place,
      run: (args: readonly string[], changes = {}) =>
        place.run(args, { LOG_JSONPATH: join(place.source, 'log_json_path.json'), ...changes }),
    };
    expect(existsSync(join(place.source, 'log_json_path.json'))).toBe(true);
    await expectPlanToHold(zipped, ['--all']);
  });

  it("with checks and queries of one's own, which are sent and not judged", async () => {
    const place = await openPlace();
    const folder = workspace.path('checks');
    mkdirSync(folder);
    const few = '-- There are few users.\n-- tables: users\nselect user_id from users where user_id < 0\n';
    writeFileSync(join(folder, 'few.sql'), few);
    const many = '- name: many_plays\n  sql: select count(*) from songplays\n  operator: ">"\n  expected: 1\n';
    writeFileSync(join(folder, 'list.yml'), many);
    const plan = await expectPlanToHold(place, ['--date', '2018-11-01', '--checks', folder]);
    expect(plan.tasks.map(({ id }) => id)).toContain('check:few');
  });
});

it('touches nothing: no file is made or changed, nothing is in the temporary folder', async () => {
  const place = await openPlace();
  const seen = () =>
    readdirSync(workspace.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/statements/.test(name))
      .map((name) => [name, statSync(workspace.path(name)).mtimeMs]);
  const empty = seen();
  expect(await place.run(['plan', '--all', '--sql'])).toMatchObject({ code: 0, stderr: '' });
  expect(seen()).toEqual(empty);
  expect(existsSync(place.file)).toBe(false);
  expect(await place.run(['run-all', '--all', '--quiet'])).toMatchObject({ code: 0 });
  const loaded = seen();
  for (const args of [
    ['plan'],
    ['plan', '--date', '2018-11-01', '--sql'],
    ['run-all', '--all', '--dry-run'],
    ['retry', '--dry-run'],
  ]) {
    expect(await place.run(args), args.join(' ')).toMatchObject({ code: 0 });
  }
  expect(seen()).toEqual(loaded);
});

describe('without asking', () => {
  it('plans days that are stated', async () => {
    const place = await openPlace();
    await place.run(['run-all', '--date', '2018-11-01', '--quiet']);
    const plan = await planAt(place, ['--date', '2018-11-01', '--offline']);
    expect(plan).toMatchObject({
      ledger: 'unknown',
      logFiles: [{ state: 'unknown' }],
      leftOut: { logFiles: 0, songFiles: 0 },
    });
    expect(plan.conversations).toBeUndefined();
  });

  it('refuses to guess which days are new', async () => {
    const { run } = await openPlace();
    const { code, stdout, stderr } = await run(['plan', '--offline']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/only the warehouse knows what is new/);
  });

  it('goes on where the file is in use', async () => {
    const place = await openPlace();
    await place.run(['run-all', '--date', '2018-11-01', '--quiet']);
    const instance = await DuckDBInstance.create(place.file);
    try {
      expect(await planAt(place, ['--date', '2018-11-01'])).toMatchObject({
        ledger: 'unknown',
        ledgerProblem: expect.stringContaining('use'),
      });
      expect(await place.run(['plan'])).toMatchObject({ code: 6 });
    } finally {
      instance.closeSync();
    }
  });
});

describe('what is wrong is told as a run tells it', () => {
  it.each([
    [['--date', '2018-02-30'], 2, /--date/],
    [['--date', '2019-01-01'], 3, /no log file for 2019-01-01: looked for/],
    [['--all', '--log-data', 'nowhere'], 2, /nowhere/],
    [['--from', '2018-11-01', '--to', '2018-11-09', '--strict'], 3, /6 of the days are missing/],
  ] as const)('%j', async (args, expected, message) => {
    const { run } = await openPlace();
    const { code, stdout, stderr } = await run(['plan', ...args]);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('flags of a plan without one', async () => {
    const { run } = await openPlace();
    const { code, stderr } = await run(['run-all', '--date', '2018-11-01', '--sql', '--offline']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--sql is for a plan: give --dry-run/);
  });
});

describe('for people', () => {
  it('days, missing ones, files and tasks', async () => {
    const { run } = await openPlace();
    const { stdout } = await run(['plan', '--from', '2018-10-31', '--to', '2018-11-03']);
    expect(stdout).toContain('What run-all would do; nothing is done');
    expect(stdout).toContain('Days: 2018-11-01 … 2018-11-03 (3 days)');
    expect(stdout).toMatch(/2018-10-31 is missing: looked for \S+2018-10-31-events.json/);
    expect(stdout).toMatch(/^Log files: 3 to read \(3 new\), [\d.]+ kB$/m);
    expect(stdout).toMatch(/^ {2}2018-11-02 {2}new .*2018-11-02-events.json$/m);
    expect(stdout).toMatch(/^Song files: 40 to read \(40 new\), [\d.]+ kB$/m);
    expect(stdout).toMatch(
      /Create tables: .*\n.*Stage records: staging_events, staging_songs.*\n.*Load facts: songplays.*\n.*Load dimensions.*\n.*Checks: \d+ checks/,
    );
  });

  it('a script: comments, and every statement in its order', async () => {
    const place = await openPlace();
    const { stdout } = await place.run(['plan', '--date', '2018-11-01', '--sql']);
    const { conversations } = JSON.parse(
      (await place.run(['plan', '--date', '2018-11-01', '--sql', '--json'])).stdout,
    ) as RunPlan;
    const code = stdout
      .split('\n')
      .filter((line) => !line.startsWith('-- ') && line !== '--' && line !== '')
      .join('\n');
    const all = (conversations ?? []).flatMap(({ statements }) => statements);
    // Ids, moments, the number of the process.
    const chance = /Z-[0-9a-f]+|\d+/g;
    const expected = all
      .map(({ sql }) =>
        `${sql};`
          .split('\n')
          .filter((line) => line !== '')
          .join('\n'),
      )
      .join('\n');
    expect(code.replace(chance, '')).toBe(expected.replace(chance, '') + (code.endsWith('\n') ? '\n' : ''));
    expect(stdout).toMatch(/^-- stage\/insert-files\n-- \$1 = '.*2018-11-01-events.json/m);
  });
});

it('tells files that are gone apart: those whose days are loaded again without them, and those of which all stays', async () => {
  const place = await openPlace();
  cpSync(place.log('2018-11-01'), place.log('2018-11-02').replace('-events', '-2-events'));
  const pattern = { LOG_PATTERN: '%Y/%m/%Y-%m-%d*.json' };
  expect(await place.run(['run-all', '--all', '--quiet'], pattern)).toMatchObject({ code: 0 });
  rmSync(place.log('2018-11-02'));
  rmSync(place.log('2018-11-03'));
  const { stdout } = await place.run(['plan'], pattern);
  const gone = ['2018-11-02', '2018-11-03'].map((day) => `  ${day}  ${place.log(day)}\n`);
  expect(stdout).toContain(`Vanished: 2 files; what was loaded stays\n${gone.join('')}`);
  const again = await place.run(['plan', '--date', '2018-11-02'], pattern);
  expect(again.stdout).toContain(
    `Vanished: 1 file; its day is loaded again without it\n  2018-11-02  ${place.log('2018-11-02')}\n`,
  );
});

it('is the document that docs/json-output.md shows', async () => {
  const docs = readFileSync(new URL('../../docs/json-output.md', import.meta.url), 'utf8');
  const shown: RunPlan = JSON.parse(/^## `plan`$.*?```json\n(.*?)\n```/ms.exec(docs)?.[1] ?? 'null');
  const place = await openPlace();
  await place.run(['run-all', '--all', '--quiet']);
  rmSync(place.log('2018-11-02'));
  cpSync(place.log('2018-11-01'), place.log('2018-11-09'));
  const plan = await planAt(place, ['--sql']);
  expect(Object.keys(plan)).toEqual(Object.keys(shown));
  const keysOf = (entries: readonly object[] = []) => Object.keys(entries[0] ?? {});
  for (const list of ['logFiles', 'vanished', 'tasks', 'chunks', 'conversations'] as const) {
    expect(keysOf(plan[list]), list).toEqual(keysOf(shown[list]));
  }
  expect(keysOf(plan.conversations?.[0]?.statements)).toEqual(keysOf(shown.conversations?.[0]?.statements));
});
