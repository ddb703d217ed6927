import { connect, createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Something that a client sent, and that had to arrive before the client could hear of it: bytes, the wish to connect, or
 * the wish to part.
 * @typedef {object} Flight
 * @property {number} connection the first is 0
 * @property {'connect' | 'exchange' | 'close'} kind
 * @property {number} sent milliseconds
 * @property {number} answered milliseconds: when the last of the answer came
 * @property {number} mark what `mark()` gave when it was sent
 */

/**
 * A line of some length in front of a server, below TLS: all that a client sends arrives late, what the server sends
 * arrives at once, so that each round trip takes `latencyMs` longer. So does the handshake of TCP, which the kernel of
 * one machine does in no time: what a client sends in that time leaves when it would be over.
 * @param {object} line
 * @param {{host: string, port: number}} line.server
 * @param {() => number} line.mark asked for something to know the flight by, for each
 * @returns {Promise<{port: number, setLatency(ms: number): void, takeFlights(): Flight[]}>}
 */
export async function openSlowLine({ server, mark }) {
  const state = { latencyMs: 0, connections: 0, flights: [] };
  // A client that parts still hears what the server has to say.
  const line = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ ...server, allowHalfOpen: true });
    join(client, upstream, { ...state, mark, connection: state.connections });
    state.connections += 1;
  });
  await new Promise((resolve) => line.listen(0, '127.0.0.1', resolve));
  return {
    port: line.address().port,
    setLatency(ms) {
      state.latencyMs = ms;
    },
    takeFlights: () => state.flights.splice(0).filter(({ answered }) => answered !== undefined),
  };
}

function join(client, upstream, { latencyMs, flights, mark, connection }) {
  const opened = performance.now() + latencyMs;
  flights.push({ connection, kind: 'connect', sent: opened - latencyMs, answered: opened, mark: mark() });
  let current;
  let last = Promise.resolve();
  const send = (kind, deliver) => {
    const sent = Math.max(performance.now(), opened);
    // What follows before the answer is part of the same flight; only the last flight of all can be a close.
    if (current === undefined || current.answered !== undefined) {
      current = { connection, kind, sent, answered: undefined, mark: mark() };
      flights.push(current);
    } else current.kind = kind;
    const arrives = sent + latencyMs;
    last = last.then(() => sleep(arrives - performance.now())).then(deliver);
  };
  const hear = () => {
    if (current !== undefined) current.answered = performance.now();
  };
  const part = () => {
    if (current?.answered === undefined) hear();
    client.end();
  };
  client.setNoDelay(true).on('data', (chunk) => send('exchange', () => upstream.write(chunk)));
  client.on('end', () => send('close', () => upstream.end()));
  upstream.setNoDelay(true).on('data', (chunk) => {
    hear();
    client.write(chunk);
  });
  upstream.on('end', part).on('close', part);
  // A connection that breaks is no news here: the other side is told by `close`.
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => {});
}
