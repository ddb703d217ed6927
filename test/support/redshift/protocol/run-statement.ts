import type { Cluster } from '../cluster.ts';
import { RedshiftError } from '../error.ts';
import type { Fault } from '../faults.ts';
import type { Request, Result, Session } from '../session/session.ts';
import type { Wire } from '../wire/wire.ts';

/**
 * Runs one statement, with the faults that are due for it.
 * @param isLast whether what was done outside of a block is to be committed before the answer
 */
export async function runStatement(
  cluster: Cluster,
  session: Session,
  wire: Wire,
  request: Request,
  isLast: boolean,
): Promise<Result> {
  const logged = { pid: session.pid, user: session.user.name, sql: request.statement.sql, outcome: undefined };
  const entry: { outcome: 'done' | 'failed' | undefined } & Omit<typeof logged, 'outcome'> = logged;
  cluster.statements.push(entry);
  const faults = cluster.faults.take(request.statement.sql);
  try {
    const result = await session.run(request, () => beforeStatement(faults, session, wire));
    if (isLast) await session.finish();
    entry.outcome = 'done';
    afterStatement(faults, wire);
    return result;
  } catch (error) {
    entry.outcome = 'failed';
    throw error;
  }
}

async function beforeStatement(faults: readonly Fault[], session: Session, wire: Wire): Promise<void> {
  for (const fault of faults) {
    if (fault.kind === 'fail') throw fault.error;
    if (fault.kind === 'mute') wire.mute();
    if (fault.kind === 'lose' && fault.when === 'before') await loseBefore(session, wire);
    if (fault.kind === 'hold') await waitFor(fault, session, wire);
  }
}

/** The server notices at once that its client is gone, and undoes what is not committed. */
async function loseBefore(session: Session, wire: Wire): Promise<never> {
  wire.destroy();
  await session.terminate();
  throw new RedshiftError('the connection was lost', { severity: 'FATAL', code: '08006' });
}

async function waitFor(fault: Fault & { kind: 'hold' }, session: Session, wire: Wire): Promise<void> {
  if (fault.loses) {
    wire.keepsServerSide = true;
    wire.mute();
    wire.destroy();
  }
  const stopped = new Promise<void>((resolve) => {
    for (const signal of [session.signal, session.ended.signal]) signal.addEventListener('abort', () => resolve());
  });
  await Promise.race([fault.released, stopped]);
  for (const signal of [session.signal, session.ended.signal]) signal.throwIfAborted();
}

/** The work is done, a commit included; the client does not hear of it. */
function afterStatement(faults: readonly Fault[], wire: Wire): void {
  if (!faults.some((fault) => fault.kind === 'lose' && fault.when === 'after')) return;
  wire.mute();
  wire.destroy();
}
