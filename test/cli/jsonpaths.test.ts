import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

describe('LOG_JSONPATH', async () => {
  const { run, path } = await createSampleWorkspace();
  const load = async (name: string, env: Record<string, string>) => {
    const result = await run(['run-all', '--all'], { env: { WAREHOUSE_URL: `duckdb:${name}`, ...env } });
    expect(result).toMatchObject({ code: 0 });
    return contentOf(path(name));
  };
  const expected = await load('plain.duckdb', {});
  const writePaths = (name: string, jsonpaths: readonly string[]) =>
    writeFileSync(path(name), JSON.stringify({ jsonpaths }));
  const { jsonpaths: ownPaths } = JSON.parse(readFileSync(path('sample/log_json_path.json'), 'utf8')) as {
    jsonpaths: readonly string[];
  };

  it('with Sparkify’s own file gives the same tables', async () => {
    expect(await load('own.duckdb', { LOG_JSONPATH: 'sample/log_json_path.json' })).toEqual(expected);
  });

  it('finds values under other keys, and in nested objects', async () => {
    mkdirSync(path('renamed/2018/11'), { recursive: true });
    for (const day of ['2018-11-01', '2018-11-02', '2018-11-03']) {
      const name = `2018/11/${day}-events.json`;
      writeFileSync(path('renamed', name), rename(readFileSync(path('sample/log_data', name), 'utf8')));
    }
    const paths = ownPaths.map((each) => RENAMED[each] ?? each);
    writePaths('renamed.json', paths);
    const env = { LOG_DATA: 'renamed', LOG_JSONPATH: 'renamed.json' };
    expect(await load('renamed.duckdb', env)).toEqual(expected);

    const without = await run(['run-all', '--all'], { env: { LOG_DATA: 'renamed', WAREHOUSE_URL: 'duckdb:x.duckdb' } });
    expect(without, 'a renamed key is not guessed').toMatchObject({ code: 3 });
  });

  it.each([
    [
      'too few paths',
      'few.json',
      JSON.stringify({ jsonpaths: ownPaths.slice(1) }),
      /JSONPath size: 17, number of columns: 18/,
    ],
    [
      'a path that cannot be read',
      'odd.json',
      JSON.stringify({ jsonpaths: [...ownPaths.slice(1), 'artist'] }),
      /"artist".*does not begin with \$/,
    ],
    ['no JSON', 'text.json', 'artist, auth', /is not JSON/],
  ])('%s: exit code 2, file and setting are named and nothing was begun', async (_title, name, content, said) => {
    writeFileSync(path(name), content);
    const before = await contentOf(path('plain.duckdb'));
    const env = { LOG_JSONPATH: name, WAREHOUSE_URL: 'duckdb:plain.duckdb' };
    const result = await run(['run-all', '--all'], { env });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(said);
    expect(result.stderr).toContain(name);
    expect(result.stderr).toContain('LOG_JSONPATH (--log-jsonpath) names it');
    expect(await contentOf(path('plain.duckdb'))).toEqual(before);
  });
});

const RENAMED: Readonly<Record<string, string>> = {
  "$['artist']": "$['performer']",
  "$['userId']": "$['who']['id']",
  "$['level']": '$.who.plans[0]',
  "$['ts']": '$.at',
};

function rename(log: string): string {
  const lines = log.split('\n').map((line) => {
    const { artist, userId, level, ts, ...others } = JSON.parse(line);
    return JSON.stringify({ ...others, performer: artist, who: { id: userId, plans: [level] }, at: ts });
  });
  return lines.join('\n');
}
