import { buildApp } from 'fauxqs';

/** A server that speaks S3, alone on a port of the loopback interface. */
export interface S3Server {
  readonly endpoint: string;
  /** What a process needs in its environment to use this server, and nothing of the machine's own AWS set-up. */
  readonly environment: Readonly<Record<string, string>>;
  createBucket(name: string): Promise<void>;
  put(bucket: string, key: string, body: string | Uint8Array): Promise<void>;
  /** Puts a tree: key to content. */
  putAll(bucket: string, objects: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  delete(bucket: string, key: string): Promise<void>;
  stop(): Promise<void>;
}

/** Objects are put without the network, so that thousands take a second. */
export async function startS3(): Promise<S3Server> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  const call = async (method: 'PUT' | 'DELETE', path: string, payload?: Buffer) => {
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await app.inject({ method, url: path, ...(payload === undefined ? {} : { payload, headers }) });
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
  };
  const put: S3Server['put'] = (bucket, key, body) => call('PUT', pathOf(bucket, key), Buffer.from(body));
  return {
    endpoint,
    environment: environmentFor(endpoint),
    createBucket: (name) => call('PUT', `/${name}`),
    put,
    async putAll(bucket, objects) {
      for (const [key, body] of Object.entries(objects)) await put(bucket, key, body);
    },
    delete: (bucket, key) => call('DELETE', pathOf(bucket, key)),
    stop: async () => {
      await app.close();
    },
  };
}

/** The standard variables of AWS, pointing at a server of the tests. */
export function environmentFor(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'AKIDTESTTESTTESTTEST',
    AWS_SECRET_ACCESS_KEY: 'test-secret-key',
    ...ISOLATION,
  };
}

/** Keeps the SDK from the configuration files and the metadata service of the machine the tests run on. */
export const ISOLATION: Readonly<Record<string, string>> = {
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  AWS_EC2_METADATA_DISABLED: 'true',
};

function pathOf(bucket: string, key: string): string {
  return `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
