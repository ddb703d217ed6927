import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReporterKind } from '../../src/reporters/index.ts';
import type { Step } from '../support/scripted-run.ts';
import { runInTerminal, type TerminalOptions, type TerminalResult } from '../support/terminal.ts';

const SCRIPT = fileURLToPath(new URL('replay.js', import.meta.url));

/** A point at which the replaying program waits for a signal. */
export interface Wait {
  readonly at: number;
  readonly wait: 'SIGINT' | 'SIGWINCH' | 'nothing';
}

/** Shows recorded events in a reporter of the built package, in a real terminal. */
export async function replay(
  kind: ReporterKind,
  steps: readonly (Step | Wait)[],
  options: TerminalOptions = {},
): Promise<TerminalResult> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'));
  try {
    const file = join(folder, 'steps.json');
    await writeFile(file, JSON.stringify(steps.map(portable)));
    return await runInTerminal(process.execPath, [SCRIPT, kind, file], options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** An error does not survive JSON: its constructor's arguments stand beside the event. */
function portable(step: Step | Wait): object {
  if (!('event' in step) || step.event.type !== 'run-failed') return step;
  const { kind, message, hint, details } = step.event.error;
  return { ...step, error: [kind, message, { hint, details }] };
}
