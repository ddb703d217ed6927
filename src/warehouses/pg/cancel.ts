import { setTimeout as sleep } from 'node:timers/promises';
import type { Connections } from './connections.ts';
import type { StatementResult } from './types.ts';

/** How often it is looked whether a process of the server has ended. */
const POLL_MS = 100;

/** Asks the server, on another connection, to stop what a process of it does. Does nothing if it does nothing. */
export async function cancelBackend(connections: Connections, pid: number, signal: AbortSignal): Promise<void> {
  await connections.probe((run) => run(connections.catalog.statement('state/cancel-backend', { pid })), signal);
}

/** Whether a process of the server works on a statement, waits for one, or is gone. */
export type BackendState = 'working' | 'waiting' | 'gone';

/** Asks for the state of a process on another connection. */
export function backendState(connections: Connections, pid: number, signal: AbortSignal): Promise<BackendState> {
  return connections.probe((run) => stateOf(connections, pid, run), signal);
}

type Run = Parameters<Parameters<Connections['probe']>[0]>[0];

async function stateOf({ catalog }: Connections, pid: number, run: Run): Promise<BackendState> {
  const [first = '', ...others] = catalog.names('state/backend-state');
  const ask = (name: string) => run(catalog.statement(name, { pid }));
  // A kind of server may not have the views that another is asked by.
  const ways = others.reduce((way, name) => way.catch(() => ask(name)), ask(first));
  const { rows }: StatementResult = await ways;
  return rows[0] === undefined ? 'gone' : rows[0].state === 'working' ? 'working' : 'waiting';
}

/**
 * Makes sure that a process of the server, whose connection broke, does nothing any more: what it had open is rolled
 * back, or it had committed. Then runs `work` on the same connection. Rejects if the process does not end before the
 * signal.
 */
export function afterBackend<T>(
  connections: Connections,
  pid: number,
  signal: AbortSignal,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  return connections.probe(async (run) => {
    // If it is gone already, that may be an error; the loop finds out.
    await run(connections.catalog.statement('state/terminate-backend', { pid })).catch(() => undefined);
    while ((await stateOf(connections, pid, run)) !== 'gone') await sleep(POLL_MS, undefined, { signal });
    return work(run);
  }, signal);
}
