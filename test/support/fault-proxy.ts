import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to an answer on its way back. */
export type Fault =
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly headers?: Record<string, string>;
    }
  /** Resets the connection in place of an answer; the server gets the request or does not. */
  | { readonly kind: 'cut'; readonly isForwarded: boolean }
  /** Sends this many bytes of the body, then resets the connection. */
  | { readonly kind: 'reset'; readonly after: number; readonly headers?: Record<string, string> }
  /** Sends this many bytes of the body, then ends the connection in good order. */
  | { readonly kind: 'truncate'; readonly after: number }
  /** Sends this many bytes of the body, and says that these are all. */
  | { readonly kind: 'shorten'; readonly after: number }
  /** Sends this many bytes of the body, then nothing. */
  | { readonly kind: 'stall'; readonly after: number }
  /** Sends the whole body in pieces of this many bytes, with pauses. */
  | { readonly kind: 'drip'; readonly bytes: number }
  | { readonly kind: 'headers'; readonly headers: Record<string, string> }
  /** Another body in place of the server's. */
  | { readonly kind: 'body'; readonly body: string }
  /** Answers a request for a range with the whole object, as a server does that knows no ranges. */
  | { readonly kind: 'ignore-range' };

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface FaultProxy {
  readonly endpoint: string;
  readonly requests: readonly SeenRequest[];
  /** The most requests that were under way at one time. */
  readonly peak: number;
  stop(): Promise<void>;
}

/**
 * Forwards to a real S3 server and damages the answers that `choose` picks; `count` is 1 for the first request of its
 * URL. `choose` may change the server's state: it runs before the request goes on.
 */
export async function startFaultProxy(
  target: string,
  choose: (request: SeenRequest, count: number) => Fault | undefined | Promise<Fault | undefined>,
): Promise<FaultProxy> {
  const requests: SeenRequest[] = [];
  const counts = new Map<string, number>();
  let open = 0;
  let peak = 0;
  const handle = async (request: SeenRequest, incoming: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = request;
    const sent = await bytesOf(incoming);
    const count = (counts.get(url) ?? 0) + 1;
    counts.set(url, count);
    const fault = await choose(request, count);
    if (fault?.kind === 'error') return sendError(response, fault);
    if (fault?.kind === 'cut' && !fault.isForwarded) return void response.socket?.resetAndDestroy();
    const { 'accept-encoding': _, connection: __, host: ___, expect: ____, ...forwarded } = headers;
    if (fault?.kind === 'ignore-range') delete forwarded.range;
    const answer = await fetch(target + url, {
      method,
      headers: forwarded as Record<string, string>,
      ...(sent.length === 0 ? {} : { body: sent }),
    });
    if (fault?.kind === 'cut') return void response.socket?.resetAndDestroy();
    const body = bodyFor(Buffer.from(await answer.arrayBuffer()), fault);
    const extra = fault !== undefined && 'headers' in fault ? fault.headers : {};
    response.writeHead(answer.status, { ...headersOf(answer), 'content-length': body.length, ...extra });
    await sendBody(response, body, fault);
  };
  const server = createServer((incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers };
    requests.push(request);
    peak = Math.max(peak, ++open);
    // Its end counts, not its arrival: a client that has it may send its next request before we hear of the close.
    let isOpen = true;
    const end = () => {
      if (isOpen) open--;
      isOpen = false;
    };
    response.once('prefinish', end).once('close', end);
    // A test may stop the server while requests of an aborted reader are still on their way.
    handle(request, incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get peak() {
      return peak;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bytesOf(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function bodyFor(body: Buffer, fault: Fault | undefined): Buffer {
  if (fault?.kind === 'body') return Buffer.from(fault.body);
  return fault?.kind === 'shorten' ? body.subarray(0, fault.after) : body;
}

function headersOf(answer: Response): Record<string, string> {
  const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...kept } = Object.fromEntries(answer.headers);
  return kept;
}

function sendError(response: ServerResponse, { status, code, headers }: Fault & { kind: 'error' }): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} by the proxy</Message></Error>`);
}

async function sendBody(response: ServerResponse, body: Buffer, fault: Fault | undefined): Promise<void> {
  switch (fault?.kind) {
    case 'reset':
      response.write(body.subarray(0, fault.after), () => response.socket?.resetAndDestroy());
      return;
    case 'truncate':
      response.write(body.subarray(0, fault.after), () => response.socket?.end());
      return;
    case 'stall':
      response.write(body.subarray(0, fault.after));
      return;
    case 'drip': {
      // The last piece goes with the end: a client that has all bytes sends its next request at once.
      let start = 0;
      for (; start + fault.bytes < body.length; start += fault.bytes) {
        response.write(body.subarray(start, start + fault.bytes));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      response.end(body.subarray(start));
      return;
    }
    default:
      response.end(body);
  }
}
