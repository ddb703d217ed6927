import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { askAboutService, examineAttachment, examineStatus } from '../../src/doctor/service.ts';
import type { World } from '../../src/doctor/world.ts';
import { serviceNameOf } from '../../src/warehouses/redshift/auth/service-name.ts';
import type { RedshiftLogin, ServerAddress } from '../../src/warehouses/target.ts';
import { startAwsApi } from '../support/aws-api.ts';
import { NEVER } from '../support/warehouse.ts';
import { targetOf } from '../warehouses/redshift/auth-fixtures.ts';

const PASSWORD = { kind: 'password' } as const;
const ROLE = 'arn:aws:iam::123456789012:role/copy';
const OTHER = 'arn:aws:iam::123456789012:role/service-role/other';
const CLUSTER_HOST = 'plays.abc123.eu-west-1.redshift.amazonaws.com';
const WORKGROUP_HOST = 'plays.123456789012.eu-west-1.redshift-serverless.amazonaws.com';

describe('the name of a cluster or workgroup', () => {
  const nameOf = (host: string | undefined, login: RedshiftLogin = PASSWORD) =>
    serviceNameOf(targetOf(login, { host } as Partial<ServerAddress>));

  it.each([
    [CLUSTER_HOST, 'cluster', 'plays'],
    ['Plays.Abc123.EU-west-1.redshift.amazonaws.com', 'cluster', 'plays'],
    ['plays.abc123.cn-north-1.redshift.amazonaws.com.cn', 'cluster', 'plays'],
    [WORKGROUP_HOST, 'workgroup', 'plays'],
  ] as const)('is in the host %s', (host, kind, name) => {
    expect(nameOf(host)).toMatchObject({ kind, name, host });
  });

  it.each(['localhost', '10.0.0.7', 'redshift.example.com', 'abc123.eu-west-1.redshift.amazonaws.com', undefined])(
    'is not in the host %s',
    (host) => expect(nameOf(host)).toBeUndefined(),
  );

  it('that a setting says comes first; the region is that of the host', () => {
    expect(nameOf(CLUSTER_HOST, { kind: 'cluster', cluster: 'own' })).toEqual({
      ...{ kind: 'cluster', name: 'own', region: 'eu-west-1', host: undefined },
    });
    expect(nameOf(undefined, { kind: 'workgroup', workgroup: 'own' })).toMatchObject({
      kind: 'workgroup',
      name: 'own',
    });
  });
});

const api = await startAwsApi();
afterAll(() => api.stop());
beforeEach(() => {
  (api.calls as unknown[]).length = 0;
});

const ask = (host: string, environment: Record<string, string> = api.environment) =>
  askAboutService(targetOf(PASSWORD, { host }), { environment, signal: NEVER } as World);

/** What the SDK reads is the environment of this very process. */
const before = { ...process.env };
Object.assign(process.env, api.environment);
afterAll(() => {
  process.env = before;
});

const cluster = (changes: object = {}) =>
  api.answer(() => ({
    result: {
      Clusters: [
        {
          ClusterStatus: 'available',
          Endpoint: { Address: CLUSTER_HOST, Port: 5439 },
          IamRoles: [
            { IamRoleArn: ROLE, ApplyStatus: 'in-sync' },
            { IamRoleArn: OTHER, ApplyStatus: 'adding' },
          ],
          ...changes,
        },
      ],
    },
  }));

const namespace = (changes: object = {}, workgroup: object = {}) =>
  api.answer(({ action }) =>
    action === 'GetWorkgroup'
      ? {
          result: {
            workgroup: {
              ...{ workgroupName: 'plays', namespaceName: 'music', status: 'AVAILABLE' },
              ...{ endpoint: { address: WORKGROUP_HOST, port: 5439 }, ...workgroup },
            },
          },
        }
      : {
          result: {
            namespace: {
              ...{ namespaceName: 'music', status: 'AVAILABLE' },
              iamRoles: [
                `IamRole(applyStatus=in-sync, iamRoleArn=${ROLE})`,
                `IamRole(iamRoleArn=${OTHER}, applyStatus=adding)`,
              ],
              ...changes,
            },
          },
        },
  );

describe('the role of COPY', () => {
  const attached = async (host: string, role: string) => examineAttachment(await ask(host), role);

  it.each([
    [
      'cluster',
      CLUSTER_HOST,
      cluster,
      'the cluster plays',
      'modify-cluster-iam-roles --cluster-identifier plays --add-iam-roles',
    ],
    [
      'namespace',
      WORKGROUP_HOST,
      namespace,
      'the namespace music',
      `update-namespace --namespace-name music --iam-roles ${ROLE}`,
    ],
  ] as const)('is attached to a %s, is being attached, or is not', async (_, host, answer, subject, command) => {
    answer();
    expect(await attached(host, ROLE)).toMatchObject({
      outcome: 'ok',
      found: `the role ${ROLE} is attached to ${subject}`,
    });
    expect(await attached(host, OTHER)).toMatchObject({
      outcome: 'warning',
      found: `the role ${OTHER} is still being attached (${subject})`,
    });
    const missing = await attached(host, `${ROLE}-2`);
    expect(missing).toMatchObject({
      outcome: 'problem',
      exit: 'source',
      details: [`attached: ${ROLE}`, `attached: ${OTHER} (adding)`],
    });
    expect(missing.fix).toContain(`attach it: aws redshift${host === CLUSTER_HOST ? '' : '-serverless'} ${command}`);
    expect(missing.fix).toContain(`${ROLE}-2;`);
  });

  it('of a chain is the first; the others are assumed by it', async () => {
    cluster();
    expect(await attached(CLUSTER_HOST, `${ROLE},arn:aws:iam::999999999999:role/far`)).toMatchObject({ outcome: 'ok' });
    expect(await attached(CLUSTER_HOST, `arn:aws:iam::999999999999:role/far,${ROLE}`)).toMatchObject({
      outcome: 'problem',
    });
  });

  it('that is being removed is a warning; where there is none, that is said', async () => {
    cluster({ IamRoles: [{ IamRoleArn: ROLE, ApplyStatus: 'removing' }] });
    expect(await attached(CLUSTER_HOST, ROLE)).toMatchObject({
      outcome: 'warning',
      found: expect.stringContaining('removing'),
    });
    cluster({ IamRoles: [] });
    expect(await attached(CLUSTER_HOST, ROLE)).toMatchObject({ outcome: 'problem', details: ['no role is attached'] });
  });

  it.each([
    ['cluster', CLUSTER_HOST, 'DefaultIamRoleArn', cluster, `--default-iam-role-arn ${ROLE}`],
    ['namespace', WORKGROUP_HOST, 'defaultIamRoleArn', namespace, `--default-iam-role-arn ${ROLE}`],
  ] as const)('as the default of a %s', async (_, host, name, answer, command) => {
    answer({ [name]: ROLE });
    expect(await attached(host, 'default')).toMatchObject({
      outcome: 'ok',
      found: expect.stringContaining(`${ROLE} is attached, as its default,`),
    });
    answer();
    const none = await attached(host, 'default');
    expect(none).toMatchObject({ outcome: 'problem', exit: 'source', fix: expect.stringContaining(command) });
    // AWS may also tell the default as an empty text.
    answer({ [name]: '' });
    expect(await attached(host, 'default')).toMatchObject({ outcome: 'problem' });
  });
});

describe('where AWS does not tell', () => {
  it.each([
    [
      CLUSTER_HOST,
      'AccessDenied',
      'no permission for redshift:DescribeClusters',
      'allow redshift:DescribeClusters on *',
    ],
    [
      WORKGROUP_HOST,
      'AccessDeniedException',
      'no permission for redshift-serverless:GetWorkgroup',
      'allow redshift-serverless:GetWorkgroup',
    ],
    [CLUSTER_HOST, 'ClusterNotFound', 'the cluster plays does not exist in the region eu-west-1', 'AWS account'],
    [CLUSTER_HOST, 'ExpiredToken', 'the AWS session is over: the cluster plays cannot be looked at', 'sign in again'],
  ])('%s, %s: it is a note with a fix, no problem', async (host, error, why, fix) => {
    api.answer(() => ({ error, status: 403 }));
    const finding = examineAttachment(await ask(host), ROLE);
    expect(finding).toMatchObject({ outcome: 'skipped', fix: expect.stringContaining(fix) });
    expect(finding.found).toContain(`whether the role of COPY is attached: not tried, ${why}`);
    expect(JSON.stringify(finding)).not.toMatch(/test-secret-key|test-session-token/);
  });

  it('a namespace that may not be read is a note too', async () => {
    api.answer(({ action }) =>
      action === 'GetWorkgroup'
        ? { result: { workgroup: { namespaceName: 'music', status: 'AVAILABLE' } } }
        : { error: 'AccessDeniedException' },
    );
    expect(examineAttachment(await ask(WORKGROUP_HOST), ROLE).found).toContain('redshift-serverless:GetNamespace');
  });

  it('a host that names nothing is not asked about; nor is a cluster of the same name elsewhere taken for it', async () => {
    expect(examineAttachment(await ask('db.example.com'), ROLE).found).toContain(
      'db.example.com does not tell which cluster',
    );
    expect(api.calls).toEqual([]);
    cluster({ Endpoint: { Address: 'plays.zzz999.eu-west-1.redshift.amazonaws.com' } });
    expect(examineAttachment(await ask(CLUSTER_HOST), ROLE)).toMatchObject({
      outcome: 'skipped',
      found: expect.stringContaining('at plays.zzz999.eu-west-1'),
    });
    api.answer(() => ({ result: {} }));
    expect(examineAttachment(await ask(CLUSTER_HOST), ROLE).found).toContain('AWS told nothing of the cluster plays');
  });

  it('is asked in the region of the host, whatever that of the buckets is', async () => {
    cluster();
    await ask(CLUSTER_HOST);
    expect(api.calls[0]?.headers.authorization).toContain('/eu-west-1/redshift/');
  });

  it('a signal ends the asking', async () => {
    const stop = new AbortController();
    api.answer(() => new Promise(() => {}));
    const asking = askAboutService(targetOf(PASSWORD, { host: CLUSTER_HOST }), {
      ...{ environment: api.environment, signal: stop.signal },
    } as World);
    await expect.poll(() => api.calls.length).toBe(1);
    stop.abort(new Error('stopped'));
    await expect(asking).rejects.toThrow('stopped');
  });
});

describe('the state of the service', () => {
  const stateOf = async (host: string, isReached: boolean) => examineStatus(await ask(host), isReached);

  it.each(['available', 'available, prep-for-resize', 'available, resize-cleanup'])(
    '%s is as it should be',
    async (ClusterStatus) => {
      cluster({ ClusterStatus });
      expect(await stateOf(CLUSTER_HOST, true)).toEqual([]);
    },
  );

  it('paused says how to resume it; whatever keeps people out is a problem, all else a warning', async () => {
    cluster({ ClusterStatus: 'paused' });
    expect(await stateOf(CLUSTER_HOST, false)).toMatchObject([
      {
        ...{ outcome: 'problem', exit: 'warehouse', found: 'the cluster plays is not available but paused' },
        fix: 'resume it: aws redshift resume-cluster --cluster-identifier plays',
      },
    ]);
    cluster({ ClusterStatus: 'resizing' });
    expect(await stateOf(CLUSTER_HOST, true)).toMatchObject([{ outcome: 'warning' }]);
    namespace({ status: 'MODIFYING' }, { status: 'MODIFYING' });
    expect(await stateOf(WORKGROUP_HOST, true)).toMatchObject([
      {
        found: 'the workgroup plays is not AVAILABLE but MODIFYING, the namespace music is not AVAILABLE but MODIFYING',
      },
    ]);
    api.answer(() => ({ error: 'AccessDenied', status: 403 }));
    expect(await stateOf(CLUSTER_HOST, false)).toEqual([]);
  });
});
