import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { passwordLogin } from '../../../src/warehouses/pg/login.ts';
import { findPassword } from '../../../src/warehouses/pg/password.ts';
import { openServer } from '../../../src/warehouses/pg/server.ts';
import type { ServerAddress } from '../../../src/warehouses/target.ts';
import { failureFrom, POSTGRES, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { NEVER, tempFolder } from '../../support/warehouse.ts';

const folder = tempFolder();
const KEY = { host: 'db.example.com', port: 5432, database: 'sparkify', user: 'etl' };

/** An environment with a password file that only its owner can read. */
function withFile(text: string, mode = 0o600) {
  const PGPASSFILE = join(folder, `${Math.random().toString(36).slice(2)}.pgpass`);
  writeFileSync(PGPASSFILE, text);
  chmodSync(PGPASSFILE, mode);
  return { PGPASSFILE };
}

describe('the password file', () => {
  it.each([
    ['all fields', 'db.example.com:5432:sparkify:etl:geheim', 'geheim'],
    ['any host and port', '*:*:sparkify:etl:geheim', 'geheim'],
    ['the first line that fits', 'other:*:*:*:wrong\n# note\n\n*:*:*:etl:first\n*:*:*:*:second\n', 'first'],
    ['colons and backslashes in the password', '*:*:*:*:a\\:b\\\\c:d', 'a:b\\c:d'],
    ['lines ended as on Windows', '*:*:*:*:geheim\r\n', 'geheim'],
  ])('is read with %s', async (_, text, password) => {
    await expect(findPassword(KEY, withFile(text))).resolves.toBe(password);
  });

  it('can have colons in a field, and knows sockets as localhost', async () => {
    const key = { ...KEY, host: '/var/run/postgresql', user: 'a:b' };
    await expect(findPassword(key, withFile('localhost:5432:*:a\\:b:geheim'))).resolves.toBe('geheim');
  });

  it('counts less than PGPASSWORD', async () => {
    await expect(findPassword(KEY, { ...withFile('*:*:*:*:file'), PGPASSWORD: 'env' })).resolves.toBe('env');
  });

  it('is found in the home folder', async () => {
    writeFileSync(join(folder, '.pgpass'), '*:*:*:*:home', { mode: 0o600 });
    await expect(findPassword(KEY, { HOME: folder })).resolves.toBe('home');
  });

  it.each([
    ['*:5433:*:*:geheim'],
    ['*:*:other:*:geheim'],
    ['*:*:*:other:geheim'],
    ['#*:*:*:*:geheim'],
    ['*:*:*:geheim'],
    ['*:*:*:*:'],
    [''],
  ])('that has nothing that fits (%j) is said to have no line', async (text) => {
    const environment = withFile(text);
    const failure = await failureFrom(findPassword(KEY, environment));
    expect(failure.message).toBe(
      `the server asks for a password of user etl at db.example.com:5432/sparkify; ${environment.PGPASSFILE} has no line for it`,
    );
    expect(failure).toMatchObject({ kind: 'usage', isTransient: false });
    expect(failure.hint).toContain('WAREHOUSE_PASSWORD');
  });

  it('that is not there is named', async () => {
    const failure = await failureFrom(findPassword(KEY, { PGPASSFILE: join(folder, 'nowhere') }));
    expect(failure.message).toContain(`there is no ${join(folder, 'nowhere')}`);
  });

  it.each([0o640, 0o604, 0o666])('is ignored with mode %o, and that is said', async (mode) => {
    const environment = withFile('*:*:*:*:geheim', mode);
    const failure = await failureFrom(findPassword(KEY, environment));
    expect(failure.message).toContain('was ignored, because others can read it');
    expect(failure.hint).toBe(`protect it: chmod 600 ${environment.PGPASSFILE}`);
  });
});

describe('a login', async () => {
  const database = await createTestDatabase();
  const address: ServerAddress = {
    ...{ host: database.host, port: database.port, database: database.database, user: database.user },
    ...{ password: undefined, sslMode: 'disable', sslRootCert: undefined, schema: undefined, statementTimeoutMs: 0 },
  };
  const open = (given: Partial<ServerAddress>, environment = {}) =>
    openServer(passwordLogin({ ...address, ...given }, environment), POSTGRES, {
      ...{ location: 'postgres://here', catalog: openCatalog('postgres'), address },
    });
  const who = async (given: Partial<ServerAddress>, environment = {}) => {
    const server = open(given, environment);
    const rows = await server.transaction((session) => session.query(sql('select current_user as name')), NEVER);
    await server.close();
    return rows;
  };

  it.each([
    ['the address', () => who({ password: new Secret(database.password) })],
    ['PGPASSWORD', () => who({}, { PGPASSWORD: database.password })],
    ['the password file', () => who({}, withFile(`*:${database.port}:*:postgres:${database.password}`))],
    [
      'the environment, with all the rest',
      () =>
        who(
          { host: undefined, port: undefined, database: undefined, user: undefined },
          {
            ...{ PGHOST: database.host, PGPORT: String(database.port), PGDATABASE: database.database },
            ...{ PGUSER: database.user, PGPASSWORD: database.password },
          },
        ),
    ],
  ])('takes the password from %s', async (_, work) => {
    await expect(work()).resolves.toEqual([{ name: 'postgres' }]);
  });

  it('without a password says what is missing, and prints nothing', async () => {
    const failure = await failureFrom(open({}, { PGPASSFILE: join(folder, 'nowhere') }).hold());
    expect(failure.message).toMatch(/^the server asks for a password of user postgres at 127\.0\.0\.1:/);
  });
});
