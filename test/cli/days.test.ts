import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { summaryOf } from '../support/cli.ts';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace, type Workspace } from '../support/workspace.ts';

/** A workspace with other logs than the sample's: path below `logs` to content. */
async function withLogs(logs: (read: (day: string) => Buffer) => Record<string, string | Uint8Array>) {
  const workspace = await createSampleWorkspace();
  const read = (day: string) => readFileSync(workspace.path('sample', logOf(day)));
  for (const [name, content] of Object.entries(logs(read))) {
    const file = workspace.path('logs', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return workspace;
}

const logOf = (day: string) => `log_data/${day.slice(0, 4)}/${day.slice(5, 7)}/${day}-events.json`;

async function stagedDays({ warehouse }: Workspace): Promise<string[]> {
  const rows = await queryDuckDb(warehouse, 'select distinct log_date as day from staging_events order by 1');
  return rows.map(({ day }) => String(day));
}

/** The sample's own tables, loaded from its own folder: the sample is the same in every workspace. */
const reference = await createSampleWorkspace();
expect(await reference.run(['run-all', '--all'])).toMatchObject({ code: 0 });
const sampleTables = await contentOf(reference.warehouse);

describe('the days of a run', () => {
  it('--date loads one day', async () => {
    const workspace = await createSampleWorkspace();
    const result = await workspace.run(['run-all', '--date', '2018-11-02', '--json']);
    expect(result).toMatchObject({ code: 0 });
    expect(summaryOf(result).days).toEqual(['2018-11-02']);
    expect(await stagedDays(workspace)).toEqual(['2018-11-02']);
  });

  it('--date of a day without a log names the key that was looked for, exit code 3', async () => {
    const workspace = await createSampleWorkspace();
    const result = await workspace.run(['run-all', '--date', '2018-11-09']);
    expect(result, 'what never began has no summary').toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toContain('no log file for 2018-11-09: looked for ');
    expect(result.stderr).toContain('sample/log_data/2018/11/2018-11-09-events.json');
  });

  it('--from and --to include both ends; a missing day is listed and the others are loaded', async () => {
    const workspace = await createSampleWorkspace();
    rmSync(workspace.path('sample', logOf('2018-11-02')));
    const result = await workspace.run(['run-all', '--from', '2018-11-01', '--to', '2018-11-03', '--json']);
    expect(result).toMatchObject({ code: 0 });
    const { days, missingDays } = summaryOf(result);
    expect(days).toEqual(['2018-11-01', '2018-11-03']);
    expect(missingDays.map(({ day }) => day)).toEqual(['2018-11-02']);
    expect(missingDays[0]?.lookedFor).toContain('log_data/2018/11/2018-11-02-events.json');
    expect(await stagedDays(workspace)).toEqual(['2018-11-01', '2018-11-03']);
    const text = await workspace.run(['run-all', '--from', '2018-11-01', '--to', '2018-11-03']);
    expect(text.stdout).toContain('2018-11-02-events.json');
  });

  it('--strict fails on a missing day, exit code 3, and loads nothing', async () => {
    const workspace = await createSampleWorkspace();
    rmSync(workspace.path('sample', logOf('2018-11-02')));
    const result = await workspace.run(['run-all', '--from', '2018-11-01', '--to', '2018-11-03', '--strict']);
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toMatch(/2018-11-02: looked for .*2018-11-02-events\.json/);
    await workspace.run(['create-tables']);
    expect(await stagedDays(workspace)).toEqual([]);
  });

  it('a range without any day is an error that names the keys', async () => {
    const workspace = await createSampleWorkspace();
    const result = await workspace.run(['run-all', '--from', '2019-01-01', '--to', '2019-01-02']);
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toMatch(/2019-01-01-events\.json[\s\S]*2019-01-02-events\.json/);
  });

  it('--all of a folder without logs is an error that names folder and pattern', async () => {
    const workspace = await createSampleWorkspace();
    const result = await workspace.run(['run-all', '--all', '--log-data', 'sample/song_data']);
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toMatch(/sample\/song_data.*%Y\/%m\/%Y-%m-%d-events\.json/);
  });
});

describe('the files of a day', () => {
  it('may be several, for one day tagged with it, by a pattern of the user’s own', async () => {
    const workspace = await withLogs((read) => {
      const parts = (day: string) => {
        const lines = read(day).toString('utf8').split('\n');
        const middle = Math.floor(lines.length / 2);
        const [, year, month, date] = /(\d+)-(\d+)-(\d+)/.exec(day) ?? [];
        const folder = `y=${year}/m=${month}/d=${date}`;
        return {
          [`${folder}/part-00.json`]: lines.slice(0, middle).join('\n'),
          [`${folder}/part-13.json.gz`]: gzipSync(lines.slice(middle).join('\n')),
        };
      };
      return { ...parts('2018-11-01'), ...parts('2018-11-02'), ...parts('2018-11-03') };
    });
    const pattern = ['--log-pattern', 'y=%Y/m=%m/d=%d/part-%H.json'];
    const result = await workspace.run(['run-all', '--all', '--log-data', 'logs', ...pattern]);
    expect(result).toMatchObject({ code: 0 });
    expect(await contentOf(workspace.warehouse)).toEqual(sampleTables);
  });

  it('may be gzip, and the default pattern finds them', async () => {
    const workspace = await withLogs((read) => ({
      '2018/11/2018-11-01-events.json.gz': gzipSync(read('2018-11-01')),
      '2018/11/2018-11-02-events.json': read('2018-11-02'),
      '2018/11/2018-11-03-events.json.gz': gzipSync(read('2018-11-03')),
    }));
    expect(await workspace.run(['run-all', '--all', '--log-data', 'logs'])).toMatchObject({ code: 0 });
    expect(await contentOf(workspace.warehouse)).toEqual(sampleTables);
  });

  it('are refused where one is also there compressed', async () => {
    const workspace = await withLogs((read) => ({
      '2018/11/2018-11-01-events.json': read('2018-11-01'),
      '2018/11/2018-11-01-events.json.gz': gzipSync(read('2018-11-01')),
    }));
    const result = await workspace.run(['run-all', '--all', '--log-data', 'logs']);
    expect(result).toMatchObject({ code: 3 });
    expect(result.stderr).toMatch(/2018-11-01-events\.json and its compressed twin/);
  });

  it('are not the stray files beside them', async () => {
    const workspace = await withLogs((read) => ({
      ...Object.fromEntries(
        ['01', '02', '03'].map((date) => [`2018/11/2018-11-${date}-events.json`, read(`2018-11-${date}`)]),
      ),
      '2018/11/.ipynb_checkpoints/2018-11-01-events-checkpoint.json': read('2018-11-01'),
      '2018/11/.ipynb_checkpoints/2018-11-01-events.json': read('2018-11-01'),
      '.ipynb_checkpoints/2018/11/2018-11-01-events.json': read('2018-11-01'),
      '2018/11/2018-11-01-events.json.bak': read('2018-11-01'),
      '2018/11/2018-11-04-events.json~': read('2018-11-01'),
      '2018/12/2018-11-05-events.json': read('2018-11-01'),
      'README.txt': 'not data',
      '2018/11/.DS_Store': '\0\0\0\u0001Bud1',
      '2018/11/_SUCCESS': '',
    }));
    for (const [name, content] of Object.entries({
      '.DS_Store': '\0',
      'A/.ipynb_checkpoints/x.json': '{}',
      'README.txt': '',
    })) {
      const file = workspace.path('sample/song_data', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const pattern = ['--log-pattern', '**/%Y-%m-%d-events.json'];
    // 2018/12/2018-11-05 fits the second pattern, not the first.
    expect(await workspace.run(['run-all', '--all', '--log-data', 'logs'])).toMatchObject({ code: 0 });
    expect(await contentOf(workspace.warehouse)).toEqual(sampleTables);
    rmSync(workspace.path('logs/2018/12'), { recursive: true });
    const again = ['run-all', '--all', '--log-data', 'logs', '--warehouse', 'duckdb:again.duckdb', ...pattern];
    expect(await workspace.run(again)).toMatchObject({ code: 0 });
    expect(await contentOf(workspace.path('again.duckdb'))).toEqual(sampleTables);
  });

  it('may be empty: a day without any event', async () => {
    const workspace = await withLogs((read) => ({
      '2018/11/2018-11-01-events.json': read('2018-11-01'),
      '2018/11/2018-11-02-events.json': '',
      '2018/11/2018-11-03-events.json': '\n\n',
    }));
    const run = (...args: string[]) => workspace.run(['run-all', ...args, '--log-data', 'logs', '--json']);
    const all = await run('--all');
    expect(all).toMatchObject({ code: 0, stderr: '' });
    expect(summaryOf(all).days).toEqual(['2018-11-01', '2018-11-02', '2018-11-03']);
    const content = await contentOf(workspace.warehouse);
    expect(await run('--date', '2018-11-02')).toMatchObject({ code: 0 });
    expect(await contentOf(workspace.warehouse)).toEqual(content);
    expect(await workspace.run(['check', '--date', '2018-11-02'])).toMatchObject({ code: 0 });
  });

  it('take the place of what was staged for the day, also with fewer events', async () => {
    const workspace = await withLogs((read) => {
      const [first] = read('2018-11-02').toString('utf8').split('\n');
      return { '2018/11/2018-11-02-events.json': `${first}\n` };
    });
    expect(await workspace.run(['run-all', '--all'])).toMatchObject({ code: 0 });
    expect(await workspace.run(['run-all', '--all', '--log-data', 'logs'])).toMatchObject({ code: 0 });
    const rows = await queryDuckDb(
      workspace.warehouse,
      "select count(*)::int as events from staging_events where log_date = '2018-11-02'",
    );
    expect(rows).toEqual([{ events: 1 }]);
    expect(await workspace.run(['check'])).toMatchObject({ code: 0 });
  });
});
