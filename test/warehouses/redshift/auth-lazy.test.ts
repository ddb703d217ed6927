import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AwsApi, startAwsApi } from '../../support/aws-api.ts';

const BUILT = fileURLToPath(new URL('../../../dist/warehouses/redshift/auth/index.js', import.meta.url));
const ARN = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:sparkify-AbCdEf';

/** Logs in and tells which SDK clients the process has loaded; whatever it warns of goes to stderr. */
const script = (login: unknown, user: string | undefined) => `
  import { createRequire } from 'node:module';
  import { openLogin } from ${JSON.stringify(BUILT)};
  const password = { reveal: () => 'pass-word' };
  const server = { host: '127.0.0.1', user: ${JSON.stringify(user)}, password, sslMode: 'disable', statementTimeoutMs: 0 };
  const login = openLogin({ server: { ...server, database: 'dev' }, login: ${JSON.stringify(login)} }, { environment: process.env });
  const { user } = await login();
  const loaded = Object.keys(createRequire(import.meta.url).cache).flatMap((path) => /@(?:aws-sdk|smithy)\\/([\\w-]+)/.exec(path)?.[1] ?? []);
  console.log(JSON.stringify({ user, clients: [...new Set(loaded)].filter((name) => name.startsWith('client-')), packages: new Set(loaded).size }));
`;

let api: AwsApi;

beforeAll(async () => {
  api = await startAwsApi();
  const expires = new Date(Date.now() + 900_000);
  api.answer(({ action }) => {
    if (action === 'GetSecretValue') return { result: { SecretString: '{"username":"etl","password":"p"}' } };
    if (action === 'GetCredentials') return { result: { dbUser: 'IAM:jo', dbPassword: 'p', expiration: expires } };
    return { result: { DbUser: 'IAM:etl', DbPassword: 'p', Expiration: expires } };
  });
});
afterAll(() => api.stop());

it.each([
  [{ kind: 'password' }, 'etl', 'etl', []],
  [{ kind: 'cluster', cluster: 'sparkify' }, 'etl', 'IAM:etl', ['client-redshift']],
  [{ kind: 'workgroup', workgroup: 'sparkify-wg' }, undefined, 'IAM:jo', ['client-redshift-serverless']],
  [{ kind: 'secret', secretArn: ARN }, undefined, 'etl', ['client-secrets-manager']],
])('a login by %o loads its own SDK client, silently, and lets the process end', async (login, user, as, clients) => {
  const env = { PATH: process.env.PATH, ...api.environment };
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script(login, user)],
    { env },
  );
  const found = JSON.parse(stdout);
  expect({ ...found, stderr }).toMatchObject({ user: as, clients, stderr: '' });
  expect(found.packages > 0).toBe(clients.length > 0);
});
