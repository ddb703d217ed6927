/** The bucket of the server that the benchmarks start. */
export const BUCKET = 'bench';

/** What a process needs in its environment to use that server, and nothing of the machine's own AWS set-up. */
export function environmentFor(endpoint) {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'AKIDBENCHBENCHBENCHB',
    AWS_SECRET_ACCESS_KEY: 'bench-secret-key',
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
