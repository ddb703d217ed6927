import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ISOLATION } from './s3.ts';

/** A request as an API of AWS understands it. */
interface AwsCall {
  /** `GetClusterCredentials` and the like. */
  readonly action: string;
  /** Parameters of a query, or the JSON that was sent; of a query all values are texts. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
}

/** An answer: the result's members, or an error by its name, or bytes as they stand, or none. */
export type AwsAnswer =
  | { readonly result: Readonly<Record<string, unknown>> }
  | { readonly error: string; readonly message?: string; readonly status?: number }
  | { readonly raw: string }
  | { readonly hangUp: true };

export interface AwsApi {
  readonly endpoint: string;
  readonly calls: readonly AwsCall[];
  /** Environment for a process that asks this server and nothing of the machine's own AWS set-up. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on answers with `next`. */
  answer(next: (call: AwsCall) => AwsAnswer | Promise<AwsAnswer>): void;
  stop(): Promise<void>;
}

/**
 * A server for the APIs that a login to Redshift and `doctor` ask, in their wire forms: Redshift takes a query and answers in XML
 * (docs.aws.amazon.com/redshift/latest/APIReference), Redshift Serverless and Secrets Manager speak JSON 1.1.
 */
export async function startAwsApi(): Promise<AwsApi> {
  const calls: AwsCall[] = [];
  let next: (call: AwsCall) => AwsAnswer | Promise<AwsAnswer> = () => ({ error: 'InternalFailure', status: 500 });
  const server = createServer(async (request, response) => {
    const { call, isQuery } = await callOf(request);
    calls.push(call);
    const answer = await next(call);
    if ('hangUp' in answer) {
      request.socket.destroy();
      return;
    }
    const status = 'error' in answer ? (answer.status ?? 400) : 200;
    response.writeHead(status, { 'content-type': isQuery ? 'text/xml' : 'application/x-amz-json-1.1' });
    response.end('raw' in answer ? answer.raw : isQuery ? toXml(call.action, answer) : toJson(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    calls,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'AKIDTESTTESTTESTTEST',
      AWS_SECRET_ACCESS_KEY: 'test-secret-key',
      AWS_SESSION_TOKEN: 'test-session-token',
      ...ISOLATION,
    },
    answer(answerWith) {
      next = answerWith;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function callOf(request: IncomingMessage): Promise<{ readonly call: AwsCall; readonly isQuery: boolean }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const { headers } = request;
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    return { call: { action: target.replace(/^.*\./, ''), input: JSON.parse(body), headers }, isQuery: false };
  }
  const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(body));
  return { call: { action: Action, input, headers }, isQuery: true };
}

type Told = Exclude<AwsAnswer, { readonly raw: string } | { readonly hangUp: true }>;

function toXml(action: string, answer: Told): string {
  if ('error' in answer) {
    const { error, message = `${error} by the test` } = answer;
    return `<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
  }
  return `<${action}Response><${action}Result>${xmlOf(answer.result)}</${action}Result></${action}Response>`;
}

/** What Redshift calls the members of its lists. */
const MEMBERS: Readonly<Record<string, string>> = { Clusters: 'Cluster', IamRoles: 'ClusterIamRole' };

/** Lists are written as Redshift does: `<Clusters><Cluster>…</Cluster></Clusters>`. */
function xmlOf(value: unknown, list = ''): string {
  const member = MEMBERS[list];
  if (Array.isArray(value)) return value.map((each) => `<${member}>${xmlOf(each)}</${member}>`).join('');
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, each]) => `<${name}>${xmlOf(each, name)}</${name}>`)
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Times are seconds since 1970 there. */
function toJson(answer: Told): string {
  if ('error' in answer)
    return JSON.stringify({ __type: answer.error, message: answer.message ?? `${answer.error} by the test` });
  return JSON.stringify(answer.result, function (name, value) {
    const original = (this as Record<string, unknown>)[name];
    return original instanceof Date ? original.getTime() / 1000 : value;
  });
}
