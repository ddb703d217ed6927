import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CliResult } from '../support/cli.ts';
import { eventsOf } from '../support/cli.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const workspace = await createSampleWorkspace();
const { run, path } = workspace;
mkdirSync(path('folder.duckdb'));
writeFileSync(
  path('text.duckdb'),
  'this is no database, however long the text in it may be made to be by repeating it',
);
writeFileSync(path('file.txt'), 'a file');

/** One failure in plain words: its first line says what is wrong, a hint may follow; nothing on stdout. */
function expectUsage(result: CliResult, said: RegExp): void {
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toMatch(said);
  expect(result.stderr).not.toMatch(/\n\s+at |node:internal|This is a bug/);
  expect(result.stderr.split('\n').filter((line) => line.includes('✖'))).toHaveLength(1);
}

describe('a usage mistake is one clear line, exit code 2', () => {
  it.each<[string[], RegExp]>([
    [['run-al'], /unknown command 'run-al'.*run-all/],
    [['--frobnicate'], /unknown option '--frobnicate' \(see sparkify-etl --help\)/],
    [['prune', '--plain'], /unknown option '--plain' \(see sparkify-etl prune --help\)/],
    [['run-all', '--al'], /unknown option '--al'.*--all/],
    [['run-all', '--all', 'more'], /too many arguments/],
    [['stage'], /which days\?.*--date/],
    [['load-fact'], /which days\?/],
    [['run-all', '--date'], /'--date <day>' argument missing/],
    [['run-all', '--date', '2018-11-31'], /--date: there is no day 2018-11-31 in the calendar/],
    [['run-all', '--date', 'yesterday'], /--date: expected a day as YYYY-MM-DD, found "yesterday"/],
    [['run-all', '--date', '2018-2-1'], /--date: expected a day/],
    [['run-all', '--date', '2018-11-15T00:00:00Z'], /--date: expected a day/],
    [['run-all', '--date', '2018-11-01', '--all'], /give one of --date, --from with --to, or --all/],
    [
      ['run-all', '--date', '2018-11-01', '--date', '2018-11-02'],
      /--date is given twice; --from and --to load several days/,
    ],
    [['stage', '--from', '2018-11-01', '--from', '2018-11-02', '--to', '2018-11-03'], /--from is given twice/],
    [['run-all', '--from', '2018-11-01'], /--from and --to go together/],
    [['run-all', '--to', '2018-11-01'], /--from and --to go together/],
    [['run-all', '--from', '2018-11-03', '--to', '2018-11-01'], /--from 2018-11-03 is later than --to 2018-11-01/],
    [['run-all', '--from', '0018-11-01', '--to', '2018-11-01'], /is \d+ days, the most is 36600/],
    [['stage', '--all', '--only', 'song'], /--only: expected some of events, songs, found "song"/],
    [['load-dims', '--only', 'users,plays'], /--only: expected some of users, songs, artists, time, found "plays"/],
    [
      ['check', '--only', 'users_lates'],
      /--only: expected some of \d+ names, found "users_lates"; did you mean users_latest\?/,
    ],
    [['load-dims', '--only', ''], /--only: expected some of users, songs, artists, time/],
    [['load-dims', '--mode', 'append'], /--mode.*upsert, truncate/],
    [['run-all', '--all', '--max-errors', '-1'], /--max-errors: expected a whole number from 0 to 100000, found "-1"/],
    [['run-all', '--all', '--max-errors', 'many'], /--max-errors: expected a whole number/],
    [['run-all', '--all', '--log-data', 'ftp://host/logs'], /--log-data: .*ftp:\/\/ is not a source/],
    [['run-all', '--all', '--log-data', 's3://Not_A_Bucket/logs'], /--log-data: .*bucket name/],
    [['run-all', '--all', '--log-pattern', '%Y-%m.json'], /--log-pattern: .*it must tell the day/],
    [['run-all', '--all', '--log-pattern', '%Y-%m-%d-%Q.json'], /--log-pattern: .*%Q is not known/],
    [['run-all', '--all', '--log-pattern', '%Y-%m-%d.json%'], /--log-pattern: .*% is not known/],
    [
      ['run-all', '--all', '--warehouse', 'sparkify.duckdb'],
      /--warehouse: expected duckdb:FILE, postgres:.*, found "sparkify.duckdb"/,
    ],
    [['run-all', '--all', '--warehouse', 'mysql://host/db'], /--warehouse: expected duckdb:FILE/],
    [['run-all', '--all', '--warehouse', 'duckdb:'], /--warehouse: expected a file name after duckdb:/],
    [['run-all', '--all', '--warehouse', 'duckdb://'], /--warehouse: expected a file name after duckdb:/],
    [['run-all', '--all', '--s3-endpoint', 'localhost:9000'], /--s3-endpoint: expected an http:\/\/ or https:\/\/ URL/],
    [['run-all', '--all', '--s3-concurrency', '0'], /--s3-concurrency: expected a whole number from 1 to 512/],
    [['sample', '--days', '0'], /--days: expected a whole number/],
    [['sample', '--start', '2018-13-01'], /--start: expected a day/],
    [['sample', '--out', 'folder-of-others'], /folder-of-others/],
  ])('%j', async (args, said) => {
    mkdirSync(path('folder-of-others'), { recursive: true });
    writeFileSync(path('folder-of-others/letter.txt'), 'not a sample');
    expectUsage(await run(args), said);
    expect(existsSync(path('sparkify.duckdb')), 'nothing was made').toBe(false);
  });

  it.each<[string[], RegExp]>([
    [['run-all', '--all', '--log-data', 'nowhere'], /no such folder: nowhere\n.*LOG_DATA \(--log-data\) names it/],
    [['run-all', '--all', '--log-data', 'file.txt'], /file\.txt is a file, not a folder\n.*LOG_DATA/],
    [['run-all', '--all', '--song-data', 'nowhere'], /no such folder: nowhere\n.*SONG_DATA \(--song-data\) names it/],
    [['run-all', '--all', '--song-data', 'file.txt'], /file\.txt is a file, not a folder\n.*SONG_DATA/],
    [
      ['run-all', '--all', '--log-jsonpath', 'nowhere.json'],
      /nowhere\.json.*\n.*LOG_JSONPATH \(--log-jsonpath\) names it/,
    ],
    [['run-all', '--all', '--warehouse', 'duckdb:no/such/folder/x.duckdb'], /folder of the DuckDB file does not exist/],
    [['run-all', '--all', '--warehouse', 'duckdb:folder.duckdb'], /names a folder, expected a DuckDB file/],
    [['run-all', '--all', '--warehouse', 'duckdb:text.duckdb'], /text\.duckdb exists, but is not a DuckDB database/],
  ])('%j, found when the run looks for it', async (args, said) => {
    expectUsage(await run(args), said);
    expect(existsSync(path('sparkify.duckdb')), 'nothing was made').toBe(false);
  });

  it('reports all problems at once, those of flags, days and environment', async () => {
    const args = [
      'run-all',
      '--date',
      'soon',
      '--max-errors',
      'x',
      '--log-pattern',
      'logs.json',
      '--warehouse',
      'here',
    ];
    const result = await run(args, { env: { S3_CONCURRENCY: '9999', S3_FORCE_PATH_STYLE: 'maybe' } });
    expectUsage(result, /6 problems with the configuration/);
    for (const name of [
      '--date',
      '--max-errors',
      '--log-pattern',
      '--warehouse',
      'S3_CONCURRENCY',
      'S3_FORCE_PATH_STYLE',
    ]) {
      expect(result.stderr).toContain(`    ${name}: `);
    }
  });

  it('reports the problems of sample at once', async () => {
    const result = await run(['sample', '--days', '0', '--users', 'x', '--start', 'x']);
    expectUsage(result, /3 problems with the configuration/);
  });

  it('with --json is an event on stdout, and stderr stays empty', async () => {
    for (const args of [
      ['stage', '--json'],
      ['run-all', '--json', '--al'],
      ['sample', '--days', '0', '--json'],
    ]) {
      const result = await run(args);
      expect(result).toMatchObject({ code: 2, stderr: '' });
      expect(eventsOf(result).at(0)).toMatchObject({ type: 'run-failed', error: { kind: 'usage', exitCode: 2 } });
    }
  });
});

describe('a secret', () => {
  const SECRET = 'canary-7f3a';
  const unheard = ({ stdout, stderr }: CliResult) => {
    expect(stdout + stderr).not.toContain(SECRET);
    return stderr;
  };

  it.each([
    ['--warehouse', `postgres://etl:${SECRET}@host/db`],
    ['--warehouse', `redshift://host/db?user=etl&password=${SECRET}`],
    ['--warehouse', `duckdb:x.duckdb?secret=${SECRET}`],
    ['--log-data', `s3://AKIA:${SECRET}@bucket/logs`],
    ['--song-data', `https://user:${SECRET}@host/songs`],
    ['--log-jsonpath', `s3://bucket/paths.json?token=${SECRET}`],
    ['--s3-endpoint', `https://user:${SECRET}@host`],
  ])('in %s is refused, and the variable to use named', async (flag, value) => {
    for (const args of [[flag, value], [`${flag}=${value}`], [flag, value, '--json']]) {
      const result = await run(['run-all', '--all', ...args]);
      const stderr = unheard(result);
      expect(result.code).toBe(2);
      if (!args.includes('--json'))
        expect(stderr).toMatch(new RegExp(`${flag}: a secret in a flag .* set [A-Z_0-9]+ in`));
    }
  });

  it.each<[string[]]>([
    [[`--aws-secret-access-key=${SECRET}`]],
    [['--aws-secret-access-key', SECRET]],
    [[`--password=${SECRET}`]],
    [['--warehouse', `host=db user=etl password=${SECRET}`]],
    [['--warehouse', `etl:${SECRET}@host/db`]],
    [['--s3-endpoint', `user:${SECRET}@host`]],
  ])('in %j is not repeated', async (args) => {
    const result = await run(['run-all', '--all', ...args]);
    unheard(result);
    expect(result.code).toBe(2);
  });

  it.each([
    ['WAREHOUSE_URL', `postgres://etl:${SECRET}@host/db`],
    ['WAREHOUSE_URL', `mysql://etl:${SECRET}@host/db`],
    ['LOG_DATA', `s3://AKIA:${SECRET}@bucket/logs`],
    ['SONG_DATA', `https://user:${SECRET}@host/songs`],
    ['AWS_ENDPOINT_URL_S3', `ftp://user:${SECRET}@host`],
    ['WAREHOUSE_URL', `etl:${SECRET}@host/db`],
    ['WAREHOUSE_URL', `host=db user=etl password=${SECRET}`],
    ['AWS_ENDPOINT_URL_S3', `user:${SECRET}@host`],
  ])('in the environment (%s) is not repeated', async (variable, value) => {
    const result = await run(['run-all', '--all'], { env: { [variable]: value } });
    expectUsage(result, new RegExp(variable));
    unheard(result);
  });
});

describe('help', () => {
  it.each([[[]], [['--help']], [['help']]])('%j lists the subcommands on stdout', async (args) => {
    const result = await run(args);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const names = ['run-all', 'create-tables', 'stage', 'load-fact', 'load-dims', 'check', 'sample'];
    for (const name of names) expect(result.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });

  it.each(['run-all', 'create-tables', 'stage', 'load-fact', 'load-dims', 'check', 'sample'])(
    'of %s ends with examples to copy',
    async (name) => {
      const { code, stdout, stderr } = await run([name, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`Examples:\\n {2}.*sparkify-etl ${name}`));
    },
  );

  it('--version prints the version of the package', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });
});
