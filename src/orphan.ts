import type { QueryRow } from './core/warehouse.ts';

/** A run that never said how it ended. */
export interface Orphan {
  readonly run: string;
  readonly command: string;
  readonly host: string;
  readonly processId: number;
  /** In UTC. */
  readonly startedAt: string;
}

/** Reads a row of record/find-running. */
export function toOrphan({ run_id, command, host, process_id, started_at }: QueryRow): Orphan {
  return {
    run: String(run_id),
    command: String(command),
    host: String(host),
    processId: Number(process_id),
    startedAt: String(started_at).slice(0, 'YYYY-MM-DD hh:mm:ss'.length),
  };
}

/** What whoever finds it is told. */
export function describeOrphan({ run, command, host, processId, startedAt }: Orphan): string {
  return `run ${run} (${command}, since ${startedAt} UTC, process ${processId} on ${host}) never ended: it was killed or lost its connection; what it had not committed is undone`;
}
