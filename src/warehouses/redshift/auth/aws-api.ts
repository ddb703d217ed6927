import { SILENT_LOGGER } from '../../../aws/sdk.ts';
import { EtlError } from '../../../core/errors.ts';
import { type AwsRequest, explainAwsError } from './explain.ts';

/** What logins that ask AWS need of the process. */
export interface AwsContext {
  /**
   * The environment that the SDK itself reads: `process.env`, and no copy of it. One variable is set in it, the SDK's own
   * switch against its warning about the version of Node.
   */
  readonly environment: Record<string, string | undefined>;
  /** Default: the clock of this machine. */
  readonly now?: () => Date;
}

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 30_000;
/** No connection is kept: a run asks a few times, minutes apart, and nobody closes the client. */
const AGENT = { keepAlive: false };

/** What all clients here are made with: the SDK's own credential chain, endpoint variables and three attempts. */
export function clientConfig(region: string | undefined) {
  return {
    ...(region === undefined ? {} : { region }),
    logger: SILENT_LOGGER,
    requestHandler: {
      httpAgent: AGENT,
      httpsAgent: AGENT,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      logger: SILENT_LOGGER,
    },
  };
}

/** A service of AWS and its client. */
export interface AwsApi<Client> {
  readonly client: Client;
  /** Sends one request; its failure becomes an `EtlError` that says what it was for. */
  call<Result>(request: AwsRequest, send: () => Promise<Result>): Promise<Result>;
}

/** @throws EtlError of kind `usage` if the client finds no region. */
export async function openApi<Client extends { readonly config: { region(): Promise<string> } }>(
  client: Client,
): Promise<AwsApi<Client>> {
  const region = await regionOf(client);
  return {
    client,
    async call(request, send) {
      try {
        return await send();
      } catch (error) {
        throw explainAwsError(error, request, region);
      }
    },
  };
}

async function regionOf(client: { readonly config: { region(): Promise<string> } }): Promise<string> {
  try {
    return await client.config.region();
  } catch (cause) {
    throw new EtlError('usage', 'no AWS region is configured', {
      hint: "set AWS_REGION to the warehouse's region, for example AWS_REGION=us-west-2",
      cause,
    });
  }
}
