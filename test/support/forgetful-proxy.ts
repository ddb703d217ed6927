import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Forwards connections, until it forgets them as a NAT gateway does: the server does not hear of it. */
export interface ForgetfulProxy {
  readonly port: number;
  /** Calls `then` when a client sends what matches. */
  onSent(pattern: RegExp, then: () => void): void;
  /** Clients see their connections break, while the server goes on waiting for them. */
  forget(): void;
  stop(): Promise<void>;
}

export async function startForgetfulProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<ForgetfulProxy> {
  const clients = new Set<Socket>();
  const servers = new Set<Socket>();
  const forgotten = new WeakSet<Socket>();
  const watchers: { readonly pattern: RegExp; readonly then: () => void }[] = [];
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    clients.add(client);
    servers.add(upstream);
    client.on('data', (bytes) => {
      for (const { pattern, then } of watchers) if (pattern.test(bytes.toString('latin1'))) then();
      if (!client.destroyed) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => void (client.destroyed || client.write(bytes)));
    client.on('error', () => undefined);
    client.on('close', () => {
      clients.delete(client);
      if (!forgotten.has(client)) upstream.destroy();
    });
    upstream
      .on('error', () => undefined)
      .on('close', () => {
        servers.delete(upstream);
        client.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    onSent: (pattern, then) => void watchers.push({ pattern, then }),
    forget() {
      for (const client of clients) {
        forgotten.add(client);
        client.resetAndDestroy();
      }
    },
    async stop() {
      for (const socket of [...clients, ...servers]) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
