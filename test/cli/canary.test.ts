import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BINARY, cleanEnvironment, runCli } from '../support/cli.ts';
import { queryDuckDb } from '../support/duckdb.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { RedshiftError } from '../support/redshift/error.ts';
import { startS3 } from '../support/s3.ts';
import type { Place } from '../support/server-place.ts';
import { type Places, postgresPlaces, redshiftPlaces } from '../support/server-places.ts';
import { runInTerminal } from '../support/terminal.ts';
import { startWebhook } from '../support/webhook.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

/** Secrets that nothing else looks like, with characters that are written differently in URLs, JSON and shells. */
const canary = (name: string) => `${name}/Canary+${randomBytes(6).toString('hex')}=1`;
const SECRETS = {
  password: canary('Pw').replaceAll('/', '-'),
  key: canary('Key'),
  token: canary('Token'),
  hook: `Hook${randomBytes(12).toString('hex')}`,
  /** Nothing that looks like a token. */
  phrase: 'some-canary-phrase',
};

/** Each secret in all the forms in which it could come out. */
const FORMS = Object.entries(SECRETS).flatMap(([name, secret]) =>
  [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
    secret.slice(2, -2),
  ].map((form) => [name, form] as const),
);

function expectNoSecret(what: string, text: string): void {
  for (const [name, form] of FORMS) expect(text.includes(form), `${name} in ${what}: ${text}`).toBe(false);
}

const hook = await startWebhook();
afterAll(() => hook.stop());

const SAMPLE = { days: 2, eventsPerDay: 60, users: 10, songs: 10 };
const DAY = ['run-all', '--date', '2018-11-01'];
const KEYS = { AWS_SECRET_ACCESS_KEY: SECRETS.key, AWS_SESSION_TOKEN: SECRETS.token };

interface Engine {
  /** The current folder of the program. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Everything that is kept about runs, as text. */
  readonly history: () => Promise<string>;
}

const WAYS = ['json', 'plain', 'quiet', 'tree'] as const;

/** Ways are taken in turn: what they show are the same events. */
let runs = 0;

/** Runs the program, and looks for secrets wherever it wrote something. */
async function expectSilence(
  { folder, env: own, history }: Engine,
  code: number | readonly number[],
  changes: Readonly<Record<string, string>> = {},
  args: readonly string[] = DAY,
): Promise<void> {
  runs += 1;
  const way = WAYS[runs % WAYS.length] as (typeof WAYS)[number];
  const out = join(folder, 'out');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const files = ['--log-file', join(out, 'log'), '--junit', join(out, 'junit.xml')];
  const env = {
    ...own,
    ...KEYS,
    ...{ NOTIFY_URL: `${hook.origin}/services/T0/${SECRETS.hook}?token=${SECRETS.hook}`, NOTIFY_ON: 'always' },
    ...(way === 'plain' ? { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(out, 'summary.md') } : {}),
    ...changes,
  };
  const posted = hook.posted.length;
  const ended = await runIn(way, folder, [...args, ...files], env);
  expect([code].flat(), ended.text).toContain(ended.code);
  expectNoSecret(`what is shown (${way})`, ended.text);
  for (const name of readdirSync(out)) expectNoSecret(name, readFileSync(join(out, name), 'utf8'));
  expect(readdirSync(out), 'what tells of the run').toContain('log');
  expect(hook.posted.length, 'a notification came').toBe(posted + 1);
  expectNoSecret('the notification', hook.posted.at(-1)?.text ?? '');
  expectNoSecret('the history', await history());
}

/** Subcommands that show what is kept, or what is set. */
const SHOWING = [
  ...[['history'], ['history', '--json'], ['status'], ['doctor'], ['doctor', '--json'], ['query', 'check-failures']],
  ...[
    ['export', 'cron'],
    ['export', 'github-actions'],
    ['export', 'systemd'],
    ['plan', '--date', '2018-11-01', '--sql'],
    ['plan', '--all', '--sql', '--json'],
  ],
];

/** Whatever they make of it: none repeats a secret. */
async function expectSilenceOfOthers({ folder, env: own }: Engine): Promise<void> {
  const NOTIFY_URL = `${hook.origin}/services/T0/${SECRETS.hook}`;
  writeFileSync(join(folder, '.env'), `NOTIFY_URL=${NOTIFY_URL}\nAWS_SESSION_TOKEN=${SECRETS.token}\n`);
  const env = { ...own, ...KEYS, NOTIFY_URL };
  for (const args of SHOWING) {
    const { code, stdout, stderr } = await runCli(args, { cwd: folder, env });
    expect(code, `${args.join(' ')}: ${stderr}`).not.toBe(70);
    expect(stdout + stderr, args.join(' ')).not.toBe('');
    expectNoSecret(args.join(' '), stdout + stderr);
  }
  rmSync(join(folder, '.env'));
  for (const NOTIFY_URL of [`https://alerts.example.com/in/${SECRETS.phrase}`, `https://e.com/?${SECRETS.phrase}`]) {
    for (const args of [['doctor'], ['doctor', '--json'], ['export', 'systemd']]) {
      const { stdout, stderr } = await runCli(args, { cwd: folder, env: { ...own, ...KEYS, NOTIFY_URL } });
      expectNoSecret(`${args.join(' ')} with a webhook as any other URL`, stdout + stderr);
    }
  }
}

/** In every way in which it tells what it does. */
async function expectSilenceInAllWays(engine: Engine): Promise<void> {
  for (const _ of WAYS) await expectSilence(engine, 0);
}

async function runIn(way: (typeof WAYS)[number], cwd: string, args: readonly string[], env: Record<string, string>) {
  if (way === 'tree') {
    const place = { cwd, env: cleanEnvironment({ cwd, env }) };
    const { exitCode, raw, scrolled } = await runInTerminal(process.execPath, [BINARY, ...args], place);
    return { code: exitCode, text: raw + scrolled.join('') };
  }
  const { code, stdout, stderr } = await runCli([...args, `--${way}`], { cwd, env });
  return { code, text: stdout + stderr };
}

/** A check of one's own that fails, and one whose SQL is wrong. */
function addChecks(folder: string): void {
  for (const name of ['failing', 'broken']) mkdirSync(join(folder, name), { recursive: true });
  const start = '-- Nothing is there.\n-- tables: users\n';
  writeFileSync(join(folder, 'failing', 'none.sql'), `${start}select user_id, first_name from users\n`);
  writeFileSync(join(folder, 'broken', 'none.sql'), `${start}select no_such_column from users\n`);
}

const FAILING = [...DAY, '--checks', 'failing'];
const BROKEN = [...DAY, '--checks', 'broken'];

describe('on DuckDB and S3', async () => {
  const { folder, path, warehouse } = await createSampleWorkspace(SAMPLE);
  addChecks(folder);
  const s3 = await startS3();
  afterAll(() => s3.stop());
  await s3.createBucket('sparkify');
  for (const day of ['2018-11-01', '2018-11-02']) {
    const file = `log_data/2018/11/${day}-events.json`;
    await s3.put('sparkify', file, readFileSync(path('sample', file)));
  }
  await s3.put('sparkify', 'bad/2018/11/2018-11-01-events.json', '{"ts": "no time", "page": "NextSong"}\n');
  const env = { ...s3.environment, LOG_DATA: 's3://sparkify/log_data', SONG_DATA: 'sample/song_data' };
  const history = async () => {
    const tables = await queryDuckDb(
      warehouse,
      "select table_name from information_schema.tables where table_name like 'etl%'",
    );
    const rows = [];
    for (const { table_name } of tables) rows.push(await queryDuckDb(warehouse, `select * from ${table_name}`));
    return JSON.stringify(rows);
  };
  const engine = { folder, env, history };

  it('a success', () => expectSilenceInAllWays(engine));
  it('bad data', () => expectSilence(engine, 3, { LOG_DATA: 's3://sparkify/bad' }));
  it('a failing check', () => expectSilence(engine, 1, {}, FAILING));
  it('a broken check', () => expectSilence(engine, 8, {}, BROKEN));
  it('a server that repeats what it was sent', async () => {
    const proxy = await startFaultProxy(s3.endpoint, () => {
      const code = `Denied-${SECRETS.key}-${SECRETS.token}`;
      return { kind: 'error', status: 403, code };
    });
    await expectSilence(engine, 4, { AWS_ENDPOINT_URL_S3: proxy.endpoint }).finally(() => proxy.stop());
  });
  it('an endpoint that is not there', () =>
    expectSilence(engine, 4, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' }));
  it('other subcommands', () => expectSilenceOfOthers(engine));
  it('settings with secrets where none belong', () =>
    expectSilence({ ...engine, history: async () => '' }, [2, 4], { LOG_DATA: `s3://user:${SECRETS.key}@sparkify/x` }));
});

type UrlParts = Parameters<Places['url']>[0];

/** What both servers have. `url` is one with the secret password in it. */
function describeServer(engine: () => Promise<Engine>, url: (parts: UrlParts) => string): void {
  it('a success, also with the password in the URL', async () => {
    const place = await engine();
    await expectSilenceInAllWays(place);
    await expectSilence(place, 0, { WAREHOUSE_URL: url({}), WAREHOUSE_PASSWORD: '' });
  });

  it('a wrong password, an unknown database, and a server that is not there', async () => {
    const place = await engine();
    // What is wrong may be nearly right.
    await expectSilence(place, 2, { WAREHOUSE_PASSWORD: `${SECRETS.password}x` });
    await expectSilence(place, 2, { WAREHOUSE_URL: url({ database: 'nowhere' }), WAREHOUSE_PASSWORD: '' });
    await expectSilence(place, 5, { WAREHOUSE_URL: url({ port: 1 }), RETRIES: '0' });
    await expectSilence(place, 2, { WAREHOUSE_URL: url({}).replace('://', ':/ /') });
  });

  it('failing and broken checks', async () => {
    const place = await engine();
    await expectSilence(place, 1, {}, FAILING);
    await expectSilence(place, 8, {}, BROKEN);
    await expectSilenceOfOthers(place);
  });
}

const withPassword = (url: string) => url.replace('@', `:${encodeURIComponent(SECRETS.password)}@`);

async function historyIn({ query, schema }: Place): Promise<string> {
  const tables = await query(
    `select tablename from pg_catalog.pg_tables where schemaname = '${schema}' and tablename like 'etl%'`,
  );
  const rows = [];
  for (const { tablename } of tables) rows.push(await query(`select * from {s}."${tablename}"`));
  return JSON.stringify(rows);
}

describe('on PostgreSQL', async () => {
  const places = await postgresPlaces(SAMPLE);
  const { database } = places;
  const user = `canary_${randomBytes(4).toString('hex')}`;
  await database.query(`create role ${user} login password '${SECRETS.password}'`);
  afterAll(() => database.query(`drop owned by ${user}; drop role ${user}`));
  let schema = '';
  const open = async (): Promise<Engine & { readonly place: Place }> => {
    const place = await places.open();
    schema = place.schema;
    await database.query(`grant all on schema ${schema} to ${user}`);
    addChecks(place.folder);
    const env = {
      ...place.environment,
      WAREHOUSE_URL: places.url({ schema, user }),
      WAREHOUSE_PASSWORD: SECRETS.password,
    };
    return { place, folder: place.folder, env, history: () => historyIn(place) };
  };

  describeServer(open, (parts) => withPassword(places.url({ schema, user, ...parts })));

  it('a server that repeats the password in its error', async () => {
    const engine = await open();
    await expectSilence(engine, 0);
    await database.query(
      `create function ${schema}.fail() returns trigger language plpgsql as $$ begin
         raise exception 'dblink: host=x password=${SECRETS.password}' using detail = '${SECRETS.password}', hint = '${SECRETS.password}';
       end $$;
       create trigger fail before insert on ${schema}.songplays execute function ${schema}.fail()`,
    );
    for (const _ of WAYS) await expectSilence(engine, 5, { RETRIES: '0' });
  });
});

describe('on Redshift', async () => {
  const places = await redshiftPlaces(SAMPLE, {
    users: [{ name: 'canary', password: SECRETS.password }],
    s3: { secretAccessKey: SECRETS.key },
  });
  const { redshift } = places;
  let schema = '';
  const open = async (): Promise<Engine> => {
    const place = await places.open();
    schema = place.schema;
    addChecks(place.folder);
    const { IAM_ROLE: _, ...environment } = place.environment;
    const env = { ...environment, COPY_WITH_KEYS: 'true' };
    return { folder: place.folder, env, history: () => historyIn(place) };
  };

  describeServer(open, (parts) => withPassword(places.url({ schema, ...parts })));

  it('a COPY that fails, and a server that repeats it', async () => {
    const engine = await open();
    for (const error of [
      new RedshiftError(`syntax error in copy … secret_access_key '${SECRETS.key}' session_token '${SECRETS.token}'`, {
        code: '42601',
        position: '80',
        detail: SECRETS.key,
      }),
      new RedshiftError('S3ServiceException:Access Denied,Status 403,Error AccessDenied,Rid X,ExtRid Y,CanRetry 1'),
    ]) {
      redshift.faults.fail(/^copy incoming_events/i, error, 9);
      await expectSilence(engine, [4, 5], { RETRIES: '0' });
      await expectSilence(engine, [4, 5], { RETRIES: '0' });
      redshift.faults.clear();
    }
  });
});
