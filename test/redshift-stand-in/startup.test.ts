import { once } from 'node:events';
import { connect } from 'node:net';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { configOf, useRedshift } from '../support/redshift-client.ts';
import { selfSigned } from '../support/x509.ts';

const CERTIFICATE = selfSigned('localhost', '127.0.0.1');

/** What a client is told while it connects. */
async function parametersOf(config: pg.ClientConfig): Promise<Record<string, string>> {
  const client = new pg.Client(config);
  const told: Record<string, string> = {};
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  connection.on('parameterStatus', (message: { parameterName: string; parameterValue: string }) => {
    told[message.parameterName] = message.parameterValue;
  });
  await client.connect();
  await client.end();
  return told;
}

describe('start-up', () => {
  const redshift = useRedshift({ users: [{ name: 'awsuser', password: 'right' }] });

  it('presents itself as Redshift', async () => {
    const client = await redshift.connect();
    const { rows } = await client.query('select version(), current_database(), current_user');
    expect(rows[0]).toEqual({
      version: expect.stringMatching(/^PostgreSQL 8\.0\.2 on i686-pc-linux-gnu, .* Redshift 1\.0\.\d+$/),
      current_database: 'dev',
      current_user: 'awsuser',
    });
  });

  it('tells the parameters of PostgreSQL 8', async () => {
    const told = await parametersOf(configOf(redshift.server));
    expect(told).toMatchObject({ server_version: '8.0.2', client_encoding: 'UTF8', session_authorization: 'awsuser' });
    expect(told).not.toHaveProperty('standard_conforming_strings');
  });

  it.each([
    ['a wrong password', { user: 'awsuser', password: 'wrong' }],
    ['a user that it does not know', { user: 'nobody' }],
  ])('refuses %s', async (_, config) => {
    await expect(redshift.connect(config)).rejects.toMatchObject({
      severity: 'FATAL',
      code: '28000',
      message: `password authentication failed for user "${config.user}"`,
    });
  });

  it('refuses a database that it does not have', async () => {
    await expect(redshift.connect({ database: 'prod' })).rejects.toMatchObject({ severity: 'FATAL', code: '3D000' });
  });

  it.each(['lock_timeout', 'idle_in_transaction_session_timeout'] as const)(
    'refuses the parameter %s',
    async (name) => {
      await expect(redshift.connect({ [name]: 1000 })).rejects.toMatchObject({
        severity: 'FATAL',
        code: '42704',
        message: `unrecognized configuration parameter "${name}"`,
      });
    },
  );

  it('takes a statement timeout', async () => {
    const client = await redshift.connect({ statement_timeout: 5000 });
    expect((await client.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '5s' }]);
  });

  it('has no certificate', async () => {
    await expect(redshift.connect({ ssl: true })).rejects.toThrow('The server does not support SSL connections');
  });
});

describe('TLS', () => {
  const redshift = useRedshift({
    tls: CERTIFICATE,
    users: [{ name: 'awsuser', password: 'right', logins: { 'IAM:awsuser': 'token' } }],
  });
  const ssl = { ca: CERTIFICATE.cert };

  it('is spoken with its certificate', async () => {
    const client = await redshift.connect({ host: 'localhost', ssl });
    expect((await client.query("select 'x' as a")).rows).toEqual([{ a: 'x' }]);
  });

  it('is not trusted without it', async () => {
    await expect(redshift.connect({ ssl: true })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('is demanded of credentials of IAM, which log in as their user', async () => {
    const login = { user: 'IAM:awsuser', password: 'token' };
    await expect(redshift.connect(login)).rejects.toMatchObject({ severity: 'FATAL', code: '28000' });
    const client = await redshift.connect({ ...login, ssl });
    expect((await client.query('select current_user as me')).rows).toEqual([{ me: 'awsuser' }]);
  });

  it('may be left by others', async () => {
    expect((await (await redshift.connect()).query('select 1 as a')).rows).toEqual([{ a: 1 }]);
  });
});

describe('passwords kept as SHA-256', () => {
  const redshift = useRedshift({ login: 'sha256' });

  it('are asked for by a request that only drivers of Amazon can answer', async () => {
    const socket = connect(redshift.server.port, redshift.server.host);
    const parameters = Buffer.from('\0\x03\0\0user\0awsuser\0database\0dev\0\0', 'latin1');
    const length = Buffer.alloc(4);
    length.writeInt32BE(parameters.length + 4);
    socket.write(Buffer.concat([length, parameters]));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect([String.fromCharCode(answer.readUInt8(0)), answer.readInt32BE(5)]).toEqual(['R', 13]);
  });
});
