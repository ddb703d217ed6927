import type { Job } from './job.ts';

/** What a job is told where flags, environment and `.env` say nothing of it. */
const LOG_FILE = 'sparkify-etl.log';
const LONGEST_WAIT_MINUTES = 10;
/** A run that hangs keeps all later ones away. Catching up may well take longer than the time between two starts. */
const RUN_HOURS = 5;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;

type Flag = readonly [flag: string, value: string];

/** Flags for what the configuration leaves open; what it says is never among them. */
export function usualFlags(job: Job, ...variables: readonly ('WAIT' | 'RUN_TIMEOUT' | 'LOG_FILE')[]): Flag[] {
  const usual = {
    WAIT: ['--wait', usualWait(job)],
    RUN_TIMEOUT: ['--run-timeout', `${RUN_HOURS}h`],
    LOG_FILE: ['--log-file', LOG_FILE],
  } as const;
  return variables.filter((variable) => settingOf(job, variable) === undefined).map((variable) => usual[variable]);
}

/** Less than the time between two starts: else more and more of them would wait. */
function usualWait({ schedule: { leastMinutes } }: Job): string {
  return leastMinutes === 1 ? '30s' : `${Math.min(LONGEST_WAIT_MINUTES, leastMinutes - 1)}m`;
}

/** What cron and systemd are told to run, behind the name of the program. */
export function commandWords(job: Job): string {
  const flags = usualFlags(job, 'WAIT', 'RUN_TIMEOUT', 'LOG_FILE');
  return ['run-all', '--quiet', ...flags.flat()].join(' ');
}

/** What the flags of the command are there for. */
export function commandRemarks(job: Job): string[] {
  const [wait] = usualFlags(job, 'WAIT');
  const [limit] = usualFlags(job, 'RUN_TIMEOUT');
  return [
    wait === undefined
      ? '# Runs exclude each other, also those started by hand; how long one waits for another is WAIT of the configuration.'
      : `# Runs exclude each other, also those started by hand: ${wait.join(' ')} waits for the one before, and ends before the next.`,
    ...(limit === undefined
      ? []
      : [
          `# ${limit.join(' ')} ends a run that hangs, which would keep all later ones away. It is not below the time between two`,
          '# starts: what there is to catch up with may take longer, and a start that is turned away (exit code 6) loses nothing.',
        ]),
    ...(wait === undefined && limit === undefined
      ? []
      : [
          '# Of WAIT, RUN_TIMEOUT and LOG_FILE, those that had no value when this was written are flags here, before .env.',
        ]),
  ];
}

/** Whole hours after which a scheduler may stop a run by itself: later than the run's own limit. `undefined`: never. */
export function hoursToStop({ runMs }: Job): number | undefined {
  if (runMs === 0) return undefined;
  return Math.max(RUN_HOURS, Math.ceil((runMs ?? 0) / MS_PER_HOUR)) + 1;
}

/** The minutes of a limit, rounded up. */
export function minutesOf(milliseconds: number): number {
  return Math.ceil(milliseconds / MS_PER_MINUTE);
}

/** The name of the log file. */
export function logName(job: Job): string {
  return /([\w-][\w.-]*)$/.exec(settingOf(job, 'LOG_FILE')?.value ?? '')?.[1] ?? LOG_FILE;
}

/** What is said of a variable. */
export function settingOf({ settings }: Job, variable: string) {
  return settings.find((each) => each.variable === variable);
}
