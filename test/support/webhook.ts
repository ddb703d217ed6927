import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A POST that a webhook got. */
interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the body is what tests look at
  readonly body: any;
}

/** What a webhook answers: a status, with headers if need be, or nothing at all. */
type HookAnswer = { readonly status: number; readonly headers?: Record<string, string> } | 'silence' | 'reset';

export interface Webhook {
  readonly origin: string;
  readonly posted: readonly Posted[];
  /** Changes what is answered from now on; `count` is 1 for the first request. */
  answer(choose: (count: number) => HookAnswer): void;
  stop(): Promise<void>;
}

/** A webhook on the loopback interface that keeps what it gets. */
export async function startWebhook(): Promise<Webhook> {
  const posted: Posted[] = [];
  let choose: (count: number) => HookAnswer = () => ({ status: 200 });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    posted.push({ path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) });
    const answer = choose(posted.length);
    if (answer === 'silence') return;
    if (answer === 'reset') return void request.socket.resetAndDestroy();
    response.writeHead(answer.status, answer.headers).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    answer(next) {
      choose = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
