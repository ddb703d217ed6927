import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diagnosisOf, expectProblems } from '../support/doctor.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { type Changes, type Place, placeOpener } from '../support/server-place.ts';
import { postgresPlaces } from '../support/server-places.ts';
import { makeCertificate } from '../support/x509.ts';

const RUN = ['run-all', '--date', '2018-11-01'];
const places = await postgresPlaces({ days: 1, eventsPerDay: 50 });
const { database } = places;

/** Where a problem is found, a run ends with the code that was told. */
const diagnose = async (place: Place, changes: Changes = {}) => {
  const found = diagnosisOf(await place.run(['doctor', '--json'], changes));
  if (found.code !== 0)
    expect(await place.run([...RUN, '--retries', '0'], changes)).toMatchObject({ code: found.code });
  return found;
};

/** Everything that a schema holds, by name. */
const relations = (place: Place) =>
  place.query("select relname, reltuples from pg_class where relnamespace = '{s}'::regnamespace order by 1");

describe('a world in which a run succeeds', () => {
  it('is told as such before and after a run, and nothing is changed', async () => {
    const place = await places.open();
    const before = await diagnose(place);
    expectProblems(before, 0, []);
    expect(before.of('table-shapes')[0]?.found).toBe('there are no tables yet: run-all makes them');
    expect(await relations(place)).toEqual([]);
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    const made = await relations(place);
    const after = await diagnose(place);
    expectProblems(after, 0, []);
    expect(after.steps('warning')).toEqual([]);
    expect(after.of('table-shapes')[0]?.found).toMatch(/^(\d+) of \1 tables are there, each as this version makes it/);
    expect(after.of('server-version')[0]?.found).toMatch(/^PostgreSQL \d+.* as the user postgres$/);
    expect(after.of('schema')[0]?.found).toContain(`the schema ${place.schema} `);
    expect(after.of('login')[0]?.found).toBe('user postgres, password of WAREHOUSE_PASSWORD');
    expect(after.of('tls')[0]?.found).toContain('no TLS, to this machine itself');
    expect(await relations(place)).toEqual(made);
  });
});

describe('the server', () => {
  it('that is not there, whose name is unknown', async () => {
    const place = await places.open();
    const closed = await diagnose(place, { WAREHOUSE_URL: places.url({ port: 1 }) });
    expectProblems(closed, 5, ['server-reached']);
    expect(closed.steps('skipped')).toEqual([
      'tls',
      'login',
      'schema',
      'lock',
      'server-clock',
      'rights',
      'table-shapes',
    ]);
    expect(closed.of('songs-read')[0]).toMatchObject({ outcome: 'ok' });
    const unknown = await diagnose(place, { WAREHOUSE_URL: 'postgres://etl@no-such-host.invalid/db?sslmode=disable' });
    expectProblems(unknown, 2, ['server-reached']);
  });

  it('that lets nobody in: a wrong password, none, another database', async () => {
    const place = await places.open();
    const wrong = await diagnose(place, { WAREHOUSE_PASSWORD: 'canary-password' });
    expectProblems(wrong, 2, ['login']);
    expect(JSON.stringify(wrong.findings)).not.toContain('canary-password');
    expectProblems(await diagnose(place, { WAREHOUSE_PASSWORD: undefined }), 2, ['login']);
    const file = join(place.folder, '.pgpass');
    writeFileSync(file, `*:*:*:*:${places.password}\n`);
    chmodSync(file, 0o600);
    const fromFile = await diagnose(place, { WAREHOUSE_PASSWORD: undefined });
    rmSync(file);
    expectProblems(fromFile, 0, []);
    expect(fromFile.of('login')[0]?.found).toContain('~/.pgpass');
    expectProblems(await diagnose(place, { WAREHOUSE_URL: places.url({ database: 'no_such' }) }), 2, ['login']);
  });

  it('without the schema, or without any of the search_path', async () => {
    const place = await places.open();
    const found = await diagnose(place, { WAREHOUSE_URL: places.url({ schema: 'no_such' }) });
    expectProblems(found, 2, ['schema']);
    expect(found.of('schema')[0]).toMatchObject({ fix: expect.stringContaining('create schema no_such') });
    expect(found.of('rights')[0]).toMatchObject({ outcome: 'skipped' });
  });

  it('that another run works on: who that is', async () => {
    const place = await places.open();
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    await place.query(
      `select pg_advisory_lock((cast(${0x53504b59} as bigint) << 32) | cast('{s}'::regnamespace::oid as bigint))`,
    );
    try {
      const found = await diagnose(place);
      expectProblems(found, 6, ['lock']);
      expect(found.of('lock')[0]?.found).toMatch(/in use by another run: .* of the user postgres/);
      expect(found.of('table-shapes')[0]).toMatchObject({ outcome: 'ok' });
    } finally {
      await database.query('select pg_advisory_unlock_all()');
    }
  });
});

describe('rights', async () => {
  const place = await places.open();
  const user = `doctor_${place.schema}_${process.pid}`;
  const as = { WAREHOUSE_URL: places.url({ user, schema: place.schema }), WAREHOUSE_PASSWORD: 'Its-Password-1' };
  await database.query(`create role ${user} login password 'Its-Password-1'`);
  afterAll(() => database.query(`drop owned by ${user}; drop role ${user}`));

  it('to use the schema, to make tables, to use those of others', async () => {
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    const closed = await diagnose(place, as);
    expectProblems(closed, 5, ['schema']);
    const schemaGrant = `as its owner: grant usage, create on schema ${place.schema} to ${user}`;
    expect(closed.of('schema')[0]).toMatchObject({ found: expect.stringContaining('USAGE'), fix: schemaGrant });
    for (const command of [RUN, ['status', '--offline'], ['history'], ['prune', '--history-older-than', '1y']]) {
      const { code, stderr } = await place.run(command, as);
      expect([code, stderr], command[0]).toEqual([5, expect.stringContaining(`→ ${schemaGrant}`)]);
      expect(stderr).not.toMatch(/does not exist|create-tables/);
    }
    await place.query(`grant usage on schema {s} to ${user}`);
    const none = await diagnose(place, as);
    expectProblems(none, 5, ['rights-create', 'rights-tables']);
    expect(none.of('rights-create')[0]).toMatchObject({ fix: expect.stringContaining(schemaGrant) });
    expect(none.of('rights-tables')[0]?.details).toContain('songplays: no select, insert, update, delete');
    const tablesGrant = `as their owner: grant select, insert, update, delete on all tables in schema ${place.schema} to ${user}`;
    expect(none.of('rights-tables')[0]?.fix).toBe(tablesGrant);
    for (const command of [['status', '--offline'], ['history'], ['query', 'top-listeners'], ['load-dims']]) {
      const { code, stderr } = await place.run(command, as);
      expect([code, stderr], command[0]).toEqual([5, expect.stringContaining(`→ ${tablesGrant}`)]);
      expect(stderr, command[0]).toContain('lacks the right SELECT');
      expect(stderr, command[0]).toContain('etl_runs');
    }
    await place.query(
      `grant create on schema {s} to ${user}; grant select, insert on all tables in schema {s} to ${user}`,
    );
    const some = await diagnose(place, as);
    expectProblems(some, 5, ['rights-tables']);
    expect(some.of('rights-tables')[0]?.details).toContain('songplays: no update, delete');
    await place.query(`grant all on all tables in schema {s} to ${user}`);
    expectProblems(await diagnose(place, as), 0, []);
    expect(await place.run(RUN, as)).toMatchObject({ code: 0 });
  });
});

describe('tables', () => {
  it('with other widths of text are no more of a problem than a run finds them', async () => {
    const place = await places.open();
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    await place.query('alter table {s}.songplays alter location type varchar(1024)');
    const wide = await diagnose(place);
    expectProblems(wide, 0, []);
    expect(wide.of('table-shapes')[0]).toMatchObject({ outcome: 'ok' });
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    await place.query('delete from {s}.songplays; alter table {s}.songplays alter location type varchar(10)');
    const narrow = await diagnose(place);
    expectProblems(narrow, 0, []);
    expect(narrow.of('table-shapes')[0]).toMatchObject({
      outcome: 'warning',
      details: [
        expect.stringMatching(/^songplays\.location: character varying\(10\), expected character varying\(\d+\)$/),
      ],
    });
  });

  it('of other shapes are told, column by column', async () => {
    const place = await places.open();
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    await place.query(
      'alter table {s}.users add column note text; alter table {s}.artists add column source text default 1',
    );
    const more = await diagnose(place);
    expectProblems(more, 0, []);
    expect(more.of('table-shapes')[0]?.details).toEqual(['artists.source text', 'users.note text']);
    await place.query(
      'delete from {s}.users; alter table {s}.songs drop column title; alter table {s}.users alter column user_id type varchar(9), alter column note set not null',
    );
    const wrong = await diagnose(place);
    expectProblems(wrong, 5, ['table-shapes']);
    expect(wrong.of('table-shapes')[0]?.details).toEqual([
      expect.stringMatching(/^songs\.title: missing, expected character varying/),
      'users.user_id: character varying(9), expected bigint',
      'users.note: not ours, and no row can be added without a value for it',
    ]);
  });
});

describe('TLS', async () => {
  const own = makeCertificate({ name: 'localhost', hosts: ['localhost'] });
  const server = await startPostgres({
    settings: { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' },
    files: { 'server.crt': own.certificate, 'server.key': own.key, 'pg_hba.conf': 'host all all all scram-sha-256\n' },
  });
  afterAll(() => server.stop());
  const { environment } = await places.open();
  const place = placeOpener()({
    schema: 'public',
    environment: { ...environment, WAREHOUSE_PASSWORD: server.password },
    secrets: [server.password],
    query: async () => [],
  });
  writeFileSync(join(place.folder, 'server.pem'), own.certificate);
  const look = (query: string, host = 'localhost') =>
    diagnose(place, { WAREHOUSE_URL: `postgres://postgres@${host}:${server.port}/postgres?${query}` });

  it('that is verified, that is not, that cannot be', async () => {
    const verified = await look('sslmode=verify-full&sslrootcert=server.pem');
    expect(verified.of('tls')[0]?.found).toMatch(/^TLSv1\.\d, .*; verified, but the certificate ends|was verified/);
    expectProblems(verified, 0, []);
    const open = await look('sslmode=require');
    expect(open.of('tls')[0]?.found).toMatch(/^TLSv1\.\d, .*not verified \(sslmode=require/);
    const refused = await look('sslmode=verify-full');
    expectProblems(refused, 2, ['tls']);
    expect(refused.of('login')[0]).toMatchObject({ outcome: 'skipped' });
    expectProblems(await look('sslmode=verify-full&sslrootcert=server.pem', '127.0.0.1'), 2, ['tls']);
    expectProblems(await look('sslmode=verify-full&sslrootcert=missing.pem'), 2, ['tls']);
  });

  it('that the server does not offer', async () => {
    const plain = await places.open();
    const url = places.url({ schema: plain.schema, query: 'sslmode=require' });
    expectProblems(await diagnose(plain, { WAREHOUSE_URL: url }), 2, ['tls']);
  });
});
