import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startPostgres } from '../support/postgres-server.ts';
import { type Place, placeOpener } from '../support/server-place.ts';
import { postgresPlaces } from '../support/server-places.ts';
import { makeCertificate } from '../support/x509.ts';
import { expectFailure } from './server-suite.ts';

const RUN = ['run-all', '--date', '2018-11-01'];
const places = await postgresPlaces({ days: 1, eventsPerDay: 50 });
const place = await places.open();
const passwordFile = join(place.folder, '.pgpass');
const line = (password: string) => `127.0.0.1:*:*:postgres:${password}\n`;

/** The password comes from elsewhere. */
const WITHOUT = { WAREHOUSE_PASSWORD: undefined };

describe('the password comes', () => {
  afterEach(() => rmSync(passwordFile, { force: true }));

  it('from WAREHOUSE_URL, from WAREHOUSE_PASSWORD, from PGPASSWORD', async () => {
    const url = places.url({ schema: place.schema });
    const inUrl = url.replace('@', `:${places.password}@`);
    expect(await place.run(RUN, { ...WITHOUT, WAREHOUSE_URL: inUrl })).toMatchObject({ code: 0 });
    expect(await place.run(RUN)).toMatchObject({ code: 0 });
    expect(await place.run(RUN, { ...WITHOUT, PGPASSWORD: places.password })).toMatchObject({ code: 0 });
    expect(await place.run(RUN, { PGPASSWORD: 'another-one' }), 'our own variable comes first').toMatchObject({
      code: 0,
    });
  });

  it('from ~/.pgpass, which nobody else may read', async () => {
    writeFileSync(passwordFile, line(places.password));
    chmodSync(passwordFile, 0o600);
    expect(await place.run(RUN, WITHOUT)).toMatchObject({ code: 0 });
    chmodSync(passwordFile, 0o644);
    expectFailure(await place.run(RUN, WITHOUT), 2, /\.pgpass was ignored, because others can read it/, /chmod 600/);
  });

  it('not from a flag: a URL with one is refused, and not repeated', async () => {
    const url = places.url({ schema: place.schema }).replace('@', `:${places.password}@`);
    const result = await place.run([...RUN, '--warehouse', url]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/--warehouse: a secret in a flag/);
  });

  it('from .env in the folder', async () => {
    const file = join(place.folder, '.env');
    writeFileSync(file, `WAREHOUSE_PASSWORD=${places.password}\n`);
    expect(await place.run(RUN, WITHOUT)).toMatchObject({ code: 0 });
    rmSync(file);
  });

  it('from a file with a wrong one: it does not let anybody in, and is not shown', async () => {
    writeFileSync(passwordFile, line('wrong-and-secret'));
    chmodSync(passwordFile, 0o600);
    const result = await place.run(RUN, WITHOUT);
    expectFailure(result, 2, /password authentication failed/, /~\/\.pgpass/);
    expect(result.stderr).not.toContain('wrong-and-secret');
  });
});

describe('TLS', async () => {
  const own = makeCertificate({ name: 'localhost', hosts: ['localhost'] });
  const server = await startPostgres({
    settings: { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' },
    files: { 'server.crt': own.certificate, 'server.key': own.key, 'pg_hba.conf': 'host all all all scram-sha-256\n' },
  });
  afterAll(() => server.stop());
  const secure: Place = placeOpener()({
    schema: 'public',
    environment: { ...place.environment, WAREHOUSE_PASSWORD: server.password },
    secrets: [server.password],
    query: async () => [],
  });
  const certificate = join(secure.folder, 'server.pem');
  writeFileSync(certificate, own.certificate);
  const load = (parameters: string, host = 'localhost') =>
    secure.run(RUN, { WAREHOUSE_URL: `postgres://postgres@${host}:${server.port}/postgres?${parameters}` });

  it.each(['verify-full', 'verify-ca'])(
    '%s refuses a certificate that signs itself, and takes it with sslrootcert',
    async (mode) => {
      const refused = await load(`sslmode=${mode}`);
      expectFailure(refused, 2, /certificate is not signed by an authority that is trusted here/, /sslrootcert=FILE/);
      expect(await load(`sslmode=${mode}&sslrootcert=${certificate}`)).toMatchObject({ code: 0 });
    },
  );

  it('verify-full refuses another name, verify-ca does not look at it', async () => {
    const refused = await load(`sslmode=verify-full&sslrootcert=${certificate}`, '127.0.0.1');
    expectFailure(refused, 2, /127\.0\.0\.1/, /sslmode=verify-ca/);
    expect(await load(`sslmode=verify-ca&sslrootcert=${certificate}`, '127.0.0.1')).toMatchObject({ code: 0 });
  });

  it.each(['require', 'prefer', 'disable'])('%s proves nothing, and works', async (mode) => {
    expect(await load(`sslmode=${mode}`)).toMatchObject({ code: 0 });
  });

  it('that the server does not offer is said, with what to do', async () => {
    const url = places.url({ schema: place.schema, query: 'sslmode=require' });
    expectFailure(await place.run(RUN, { WAREHOUSE_URL: url }), 2, /does not offer TLS/, /sslmode=disable/);
  });

  it('a file of authorities that is not there is named', async () => {
    const result = await load('sslmode=verify-full&sslrootcert=no-such-file.pem');
    expectFailure(result, 2, /no-such-file\.pem/, /sslrootcert/);
  });
});
