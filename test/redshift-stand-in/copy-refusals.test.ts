import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { KEYS, ROLE } from '../support/redshift/copy/test-context.ts';
import type { CopyContext } from '../support/redshift/copy/types.ts';
import { useCopy } from '../support/redshift/copy/use-copy.ts';

const bench = await useCopy('data', 'elsewhere');
const { database, failure } = bench;

beforeAll(async () => {
  await bench.s3().putAll('data', {
    'plain.json': '{"n": 1}',
    'many/1.json': '{"n": 1}',
    'many/2.json': '{"n": 2}',
  });
  await database.query('create table t (n integer)');
});
beforeEach(() => database.query('delete from t'));

const load = (path: string, clauses = '', changes: Partial<CopyContext> = {}) =>
  bench.session().copy(`copy t from 's3://${path}' iam_role '${ROLE}' json ${clauses}`, changes);

async function numbers(): Promise<number[]> {
  const rows = await database.query<{ n: number }>('select n from t order by n');
  return rows.map(({ n }) => n);
}

describe('S3 refuses', () => {
  it('a bucket that is not there', async () => {
    const error = await failure(load('nothing/x'));
    expect(error.message).toMatch(
      /^S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket,/,
    );
    expect(error.detail).toContain('context:   Listing bucket=nothing prefix=x');
  });

  it('a bucket in another Region, unless REGION names it', async () => {
    const changes = { s3: { endpoint: bench.s3().endpoint, ...KEYS, bucketRegions: { elsewhere: 'eu-west-1' } } };
    await bench.s3().put('elsewhere', 'x', '{"n": 5}');
    const message = /addressed using the specified endpoint.*Status 301,Error PermanentRedirect/;
    expect((await failure(load('elsewhere/x', '', changes))).message).toMatch(message);
    expect((await failure(load('data/plain.json', "region 'eu-west-1'", changes))).message).toMatch(message);
    await load('elsewhere/x', "region 'eu-west-1'", changes);
    expect(await numbers()).toEqual([5]);
  });

  it('keys that it does not know', async () => {
    const copy = (id: string, secret: string) =>
      bench
        .session()
        .copy(`copy t from 's3://data/plain.json' access_key_id '${id}' secret_access_key '${secret}' json`);
    expect((await failure(copy('AKOTHER', 'x'))).message).toContain('Status 403,Error InvalidAccessKeyId');
    expect((await failure(copy('AKIDTESTTESTTESTTEST', 'x'))).message).toContain(
      'Status 403,Error SignatureDoesNotMatch',
    );
    await copy('AKIDTESTTESTTESTTEST', 'test-secret-key');
    expect(await numbers()).toEqual([1]);
  });

  const throughProxy = async (
    choose: Parameters<typeof startFaultProxy>[1],
    run: (s3: CopyContext['s3']) => Promise<void>,
  ) => {
    const proxy = await startFaultProxy(bench.s3().endpoint, choose);
    try {
      await run({ ...KEYS, endpoint: proxy.endpoint });
    } finally {
      await proxy.stop();
    }
  };
  const denied = { kind: 'error', status: 403, code: 'AccessDenied' } as const;

  it('what the role may not list or read', async () => {
    await throughProxy(
      ({ url }) => (url.includes('list-type') ? denied : undefined),
      async (proxied) => {
        const message = /^S3ServiceException:Access Denied,Status 403,Error AccessDenied,/;
        expect((await failure(load('data/plain.json', '', { s3: proxied }))).message).toMatch(message);
      },
    );
    await throughProxy(
      ({ url }) => (url.includes('plain.json?x-id') ? denied : undefined),
      async (proxied) => {
        expect((await failure(load('data/plain', '', { s3: proxied }))).message).toContain('Access Denied');
      },
    );
  });

  it('a manifest that may not be read, in words that mislead', async () => {
    await throughProxy(
      ({ url }) => (url.includes('m.manifest') ? denied : undefined),
      async (proxied) => {
        const { message } = await failure(load('data/m.manifest', 'manifest', { s3: proxied }));
        expect(message).toBe('COPY with MANIFEST parameter requires full path of an S3 object');
      },
    );
  });

  it('a connection that breaks in the middle of a file', async () => {
    const cut = { kind: 'truncate', after: 4 } as const;
    await throughProxy(
      ({ url }) => (url.includes('plain.json?x-id') ? cut : undefined),
      async (proxied) => {
        expect((await failure(load('data/plain.json', '', { s3: proxied }))).message).toMatch(/^S3CurlException: /);
      },
    );
  });
});

describe('a role', () => {
  it('must be attached to the cluster', async () => {
    const other = ROLE.replace('reader', 'other');
    const error = await failure(bench.session().copy(`copy t from 's3://data/plain.json' iam_role '${other}' json`));
    expect(error.message).toBe(
      `User arn:aws:redshift:us-west-2:123456789012:dbuser:stand-in/loader is not authorized to assume IAM Role ${other}`,
    );
    expect(error.detail).toContain(`context:   IAM Role=${other}\n`);
    expect(error.detail).toContain('location:  xen_aws_credentials_mgr.cpp:321');
  });

  it('can be the default, if there is one, and can assume others', async () => {
    const copy = (role: string, changes = {}) =>
      bench.session().copy(`copy t from 's3://data/plain.json' iam_role ${role} json`, changes);
    expect((await failure(copy('default'))).message).toBe('The default IAM Role is not set for the cluster');
    await copy('default', { roles: { attached: [ROLE], default: ROLE } });
    await copy(`'${ROLE},arn:aws:iam::999999999999:role/theirs'`);
    expect(await numbers()).toEqual([1, 1]);
  });
});

it('stops when it is aborted', async () => {
  const reason = new Error('cancelled');
  await expect(load('data/many/', '', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const began = () => controller.abort(reason);
  await expect(load('data/many/', '', { signal: controller.signal, began })).rejects.toBe(reason);
  expect(await numbers()).toEqual([]);
  expect(await database.query('select status from redshift.loads')).toEqual([{ status: 'aborted' }]);
});
