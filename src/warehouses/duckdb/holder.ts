import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { timestampOf } from '../../core/day.ts';

/** What Linux counts the times of processes in, whatever the kernel's own clock: see sysconf(_SC_CLK_TCK) in proc_pid_stat(5). */
const TICKS_PER_SECOND = 100;
/** Of the fields behind the name, which may hold blanks and brackets; the whole line has it as its 22nd. */
const START_FIELD = 19;

const WHOLE_SECONDS = '2018-11-15 03:15:00'.length;

/** When a process of this machine began, as text in UTC; undefined where the system does not tell. */
export function runningSince(processId: number): string | undefined {
  const began = fromProc(processId) ?? fromPs(processId);
  return began === undefined || Number.isNaN(began) ? undefined : timestampOf(new Date(began)).slice(0, WHOLE_SECONDS);
}

function fromProc(processId: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const bootSeconds = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    return (bootSeconds + Number(fields[START_FIELD]) / TICKS_PER_SECOND) * 1000;
  } catch {
    return undefined;
  }
}

/** Where there is no /proc: milliseconds since 1970. POSIX has this form: `[[days-]hours:]minutes:seconds`. */
export function fromPs(processId: number): number | undefined {
  try {
    const age = execFileSync('ps', ['-o', 'etime=', '-p', String(processId)], {
      encoding: 'utf8',
      timeout: 2000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const [, days = 0, hours = 0, minutes, seconds] = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(age) ?? [];
    return Date.now() - (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  } catch {
    return undefined;
  }
}
