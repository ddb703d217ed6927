import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What happens to what a client sends. */
type TcpFault =
  /** The server never gets it; both sides see the connection break. */
  | 'cut-before'
  /** The server gets it and answers, but the client sees the connection break in place of the answer. */
  | 'cut-after'
  /** The server gets it and answers; the answer and all that follows disappear, while the connection stays open. */
  | 'black-hole';

/** Which fault meets these bytes of a client; `text` is their content, of which SQL is the readable part. */
type ChooseFault = (text: string, connection: number) => TcpFault | undefined;

export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** What clients sent, in order. */
  readonly sent: readonly string[];
  /** The texts of the simple queries among it. */
  readonly queries: readonly string[];
  /** How often a client had to wait for an answer: what latency multiplies. */
  readonly roundTrips: number;
  /** Connections that were made. */
  readonly connections: number;
  /** Changes what happens from now on. */
  setFault(choose: ChooseFault | undefined): void;
  /** Refuses new connections, or takes them again. */
  setOpen(isOpen: boolean): void;
  /** Breaks the connections there are, on both sides. */
  cut(): void;
  /** From now on nothing passes on the connections there are, though they stay open. */
  blackHole(): void;
  /** Forgets what was counted. */
  reset(): void;
  stop(): Promise<void>;
}

export interface TcpProxyOptions {
  /** Milliseconds that a round trip takes longer. */
  readonly latencyMs?: number;
}

/** Forwards connections to a server, counts what passes, and damages what a test picks. */
export async function startTcpProxy(
  target: { readonly host: string; readonly port: number },
  { latencyMs = 0 }: TcpProxyOptions = {},
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const blinds = new Set<() => void>();
  const seen = { sent: [] as string[], roundTrips: 0, connections: 0 };
  let choose: ChooseFault | undefined;
  let isOpen = true;
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    // The other side may have broken it on purpose.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    return socket;
  };
  const later = (work: () => void) => (latencyMs === 0 ? work() : void setTimeout(work, latencyMs / 2));
  const server = createServer((incoming) => {
    const client = track(incoming);
    if (!isOpen) return void client.resetAndDestroy();
    const number = ++seen.connections;
    const upstream = track(connect(target.port, target.host));
    let fault: TcpFault | undefined;
    const blind = () => {
      fault = 'black-hole';
    };
    blinds.add(blind);
    client.on('close', () => blinds.delete(blind));
    let isAnswered = true;
    client.on('data', (bytes: Buffer) => {
      if (fault === 'black-hole') return;
      const text = bytes.toString('latin1');
      seen.sent.push(text);
      if (isAnswered) seen.roundTrips++;
      isAnswered = false;
      fault = choose?.(text, number);
      if (fault === 'cut-before') {
        client.resetAndDestroy();
        upstream.resetAndDestroy();
        return;
      }
      later(() => upstream.write(bytes));
    });
    upstream.on('data', (bytes: Buffer) => {
      isAnswered = true;
      if (fault === undefined) later(() => client.write(bytes));
      else if (fault === 'cut-after') client.resetAndDestroy();
    });
    client.on('close', () => later(() => upstream.destroy()));
    upstream.on('close', () => later(() => fault !== 'black-hole' && client.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    get sent() {
      return seen.sent;
    },
    get queries() {
      return seen.sent.filter((text) => text.startsWith('Q')).map((text) => text.slice(5, -1));
    },
    get roundTrips() {
      return seen.roundTrips;
    },
    get connections() {
      return seen.connections;
    },
    setFault(next) {
      choose = next;
    },
    setOpen(next) {
      isOpen = next;
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    blackHole() {
      for (const blind of blinds) blind();
    },
    reset() {
      Object.assign(seen, { sent: [], roundTrips: 0, connections: 0 });
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
