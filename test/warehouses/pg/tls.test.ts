import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { openCatalog } from '../../../src/sql/catalog.ts';
import type { ServerOptions } from '../../../src/warehouses/pg/options.ts';
import { openServer } from '../../../src/warehouses/pg/server.ts';
import type { SslMode } from '../../../src/warehouses/target.ts';
import { failureFrom, POSTGRES, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres-server.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { NEVER, tempFolder, writeFiles } from '../../support/warehouse.ts';
import { makeCertificate } from '../../support/x509.ts';

const authority = { name: 'Test Authority', ...makeCertificate({ name: 'Test Authority' }) };
const stranger = makeCertificate({ name: 'Another Authority' });
const own = makeCertificate({ name: 'localhost', hosts: ['localhost'], issuer: authority });
const folder = tempFolder();
writeFiles(folder, {
  'authority.pem': authority.certificate,
  'stranger.pem': stranger.certificate,
  'key.pem': own.key,
});

const plain = await createTestDatabase();
const secure = await startPostgres({
  settings: { ssl: 'on', ssl_cert_file: 'server.crt', ssl_key_file: 'server.key' },
  files: {
    'server.crt': own.certificate,
    'server.key': own.key,
    // Who comes without TLS is sent away, but for one user, who is sent away with it.
    'pg_hba.conf': 'hostssl all postgres all scram-sha-256\nhostnossl all plain all trust\n',
  },
});
afterAll(() => secure.stop());

interface Place {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const encrypted: Place = { ...secure, host: 'localhost', database: 'postgres' };

/** Whether the connection that a mode makes is encrypted. */
async function isEncrypted(place: Place, sslMode: SslMode, rootCert?: string): Promise<boolean> {
  const address: ServerOptions['address'] = {
    sslMode,
    sslRootCert: rootCert === undefined ? undefined : join(folder, rootCert),
    ...{ schema: undefined, statementTimeoutMs: 0 },
  };
  const { host, port, user, password, database } = place;
  const server = openServer(async () => ({ host, port, user, password, database }), POSTGRES, {
    ...{ location: 'postgres://there/db', catalog: openCatalog('postgres'), address },
  });
  const question = sql('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
  const [row] = await server.transaction((session) => session.query(question), NEVER);
  await server.close();
  return row?.ssl === true;
}

describe('a server that offers TLS', () => {
  it.each([
    ['prefer', undefined],
    ['prefer', 'stranger.pem'],
    ['require', undefined],
    ['require', 'authority.pem'],
    ['verify-ca', 'authority.pem'],
    ['verify-full', 'authority.pem'],
  ] as const)('is used with it by %s with root certificate %s', async (mode, rootCert) => {
    await expect(isEncrypted(encrypted, mode, rootCert)).resolves.toBe(true);
  });

  it.each([
    ['require', 'stranger.pem'],
    ['verify-ca', undefined],
    ['verify-ca', 'stranger.pem'],
    ['verify-full', undefined],
    ['verify-full', 'stranger.pem'],
  ] as const)('but is not trusted is refused by %s with root certificate %s', async (mode, rootCert) => {
    const failure = await failureFrom(isEncrypted(encrypted, mode, rootCert));
    expect(failure).toMatchObject({ kind: 'usage', isTransient: false, hint: expect.stringContaining('sslrootcert') });
    expect(failure.message).toBe(
      "cannot connect to postgres://there/db: the server's certificate is not signed by an authority that is trusted here",
    );
  });

  it('under another name is refused by verify-full alone', async () => {
    const renamed = { ...encrypted, host: '127.0.0.1' };
    await expect(isEncrypted(renamed, 'verify-ca', 'authority.pem')).resolves.toBe(true);
    await expect(isEncrypted(renamed, 'require', 'authority.pem')).resolves.toBe(true);
    const failure = await failureFrom(isEncrypted(renamed, 'verify-full', 'authority.pem'));
    expect(failure).toMatchObject({ kind: 'usage', hint: expect.stringContaining('host name') });
    expect(failure.message).toContain('127.0.0.1');
  });

  it('and wants it says so to who comes without', async () => {
    const failure = await failureFrom(isEncrypted(encrypted, 'disable'));
    expect(failure).toMatchObject({ kind: 'usage', hint: expect.stringContaining('sslmode') });
  });

  it('but lets a user in only without it is used without by prefer', async () => {
    const admin = openServer(async () => ({ ...encrypted }), POSTGRES, {
      ...{ location: 'postgres://there/db', catalog: openCatalog('postgres') },
      address: { sslMode: 'require', sslRootCert: undefined, schema: undefined, statementTimeoutMs: 0 },
    });
    await admin.aside([sql('create role plain login')]);
    await admin.close();
    const user = { ...encrypted, user: 'plain', password: '' };
    await expect(isEncrypted(user, 'prefer')).resolves.toBe(false);
    const failure = await failureFrom(isEncrypted(user, 'require'));
    expect(failure.message).toContain('no pg_hba.conf entry');
  });
});

it('a certificate that has expired is told from one that is not trusted', async () => {
  const old = makeCertificate({ name: 'old', hosts: ['localhost'], issuer: authority, notAfter: new Date(0) });
  const listener = createServer((socket) => {
    // To the request for TLS it says yes.
    socket.once('data', () => {
      socket.write('S');
      new TLSSocket(socket, { isServer: true, cert: old.certificate, key: old.key }).on('error', () => undefined);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const failure = await failureFrom(isEncrypted({ ...encrypted, port }, 'verify-full', 'authority.pem'));
  listener.close();
  expect(failure).toMatchObject({ kind: 'warehouse', isTransient: false, hint: expect.stringContaining('renew') });
  expect(failure.message).toContain('certificate has expired');
});

describe('a server without TLS', () => {
  it.each(['disable', 'prefer'] as const)('is used by %s', async (mode) => {
    await expect(isEncrypted(plain, mode)).resolves.toBe(false);
  });

  it('is asked for TLS once by prefer, not for each connection', async () => {
    const proxy = await startTcpProxy(plain);
    const { user, password, database } = plain;
    const server = openServer(
      async () => ({ host: proxy.host, port: proxy.port, user, password, database }),
      POSTGRES,
      {
        ...{ location: 'postgres://there/db', catalog: openCatalog('postgres') },
        address: { sslMode: 'prefer', sslRootCert: undefined, schema: undefined, statementTimeoutMs: 0 },
      },
    );
    const held = [await server.hold(), await server.hold()];
    expect(proxy.connections).toBe(3);
    await Promise.all(held.map((each) => each.close()));
    await proxy.stop();
  });

  it.each(['require', 'verify-ca', 'verify-full'] as const)('is refused by %s', async (mode) => {
    const failure = await failureFrom(isEncrypted(plain, mode));
    expect(failure).toMatchObject({
      kind: 'usage',
      isTransient: false,
      hint: expect.stringContaining('?sslmode=disable'),
    });
    expect(failure.message).toMatch(/the server does not offer TLS$/);
  });
});

it.each([
  ['nowhere.pem', /the root certificate cannot be read: ENOENT.*nowhere\.pem/],
  ['key.pem', /key\.pem holds no certificate in PEM form/],
])('a root certificate that is none (%s) is a mistake in the settings', async (file, message) => {
  const failure = await failureFrom(isEncrypted(plain, 'verify-full', file));
  expect(failure).toMatchObject({ kind: 'usage', hint: expect.stringContaining('sslrootcert') });
  expect(failure.message).toMatch(message);
});
