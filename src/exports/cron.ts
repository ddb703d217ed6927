import { dirname } from 'node:path';
import { commandRemarks, commandWords } from './defaults.ts';
import { type ExportedFile, type Job, type JobSetting, oneLine, secretNames } from './job.ts';

const USUAL_PATH = ['/usr/local/bin', '/usr/bin', '/bin'];
/** Debian's cron cuts a line after that many bytes (MAX_ENVSTR, MAX_COMMAND). */
const LONGEST_LINE = 998;

/**
 * A crontab fragment.
 * @throws Error with the problem, where a value cannot be written as cron reads it
 */
export function exportCron(job: Job): readonly ExportedFile[] {
  const { folder, program, schedule, settings } = job;
  const path = [...new Set([dirname(program.node), ...USUAL_PATH])].join(':');
  const given = settings.filter(({ origin }) => origin === 'shell');
  const text = [
    ...HEAD,
    '',
    'SHELL=/bin/sh',
    "# cron's own PATH has no more than /usr/bin and /bin. The first one is where node is now.",
    assign('PATH', path),
    '',
    '# cron mails what a run prints: with --quiet nothing, unless it failed. Without a mail server, set NOTIFY_URL in .env.',
    '#MAILTO=you@example.com',
    '',
    ...secretLines(job),
    '# Paths are in variables, because cron gives % and \\ in a command a meaning of its own.',
    assign('SPARKIFY_FOLDER', folder),
    assign('SPARKIFY_PROGRAM', program.script),
    '',
    ...settingLines(given),
    '# Times are those of this machine. No flock is needed.',
    ...commandRemarks(job),
    `${schedule.cron} cd "$SPARKIFY_FOLDER" && node "$SPARKIFY_PROGRAM" ${commandWords(job)}`,
  ];
  return [{ name: 'sparkify-etl.crontab', text: `${text.join('\n')}\n` }];
}

const HEAD = [
  '# sparkify-etl: loads what is new or changed since the run before. Written by `sparkify-etl export cron`.',
  '# Paste it at the end of what `crontab -e` shows to the user who is to run it: its variables hold for every line below',
  "# them. As a file of /etc/cron.d it needs the user's name between the times and the command.",
];

/** Where secrets go, and which of them cron does not have yet. */
function secretLines({ secrets }: Job): string[] {
  const names = secretNames(secrets.filter(({ origin }) => origin === 'shell'));
  const missing =
    names.length === 0
      ? []
      : [
          '# In this shell, but not in .env, where they have to go:',
          `#   ${names.join(' ')}`,
          ...(names.includes('AWS_SESSION_TOKEN')
            ? ['#   (AWS_SESSION_TOKEN expires: better AWS_PROFILE, or a role of the machine)']
            : []),
        ];
  return [
    '# Each run reads .env of this folder. Passwords and keys belong there (chmod 600 .env) and never in a crontab,',
    '# which cron quotes in its mails and logs.',
    ...missing,
  ];
}

function settingLines(settings: readonly JobSetting[]): string[] {
  if (settings.length === 0) return [];
  const lines = settings.map(({ variable, absolute }) => assign(variable, absolute));
  return ['# From flags and the environment; these come before .env.', ...lines, ''];
}

/** As load_env of Vixie's cron and its heirs reads it: quotes around the whole value, and no escapes. */
function assign(variable: string, value: string): string {
  const quoted = quote(oneLine(variable, value));
  if (quoted === undefined) {
    throw new Error(`${variable}: cron cannot take both kinds of quotes in such a value; put it into .env`);
  }
  const line = `${variable}=${quoted}`;
  if (Buffer.byteLength(line) <= LONGEST_LINE) return line;
  throw new Error(`${variable}: longer than the ${LONGEST_LINE} bytes that cron reads of a line; put it into .env`);
}

/** Undefined for what cannot be said. */
function quote(value: string): string | undefined {
  if (/^[\w./:@%+,=-]+$/.test(value)) return value;
  if (!value.includes('"')) return `"${value}"`;
  if (!value.includes("'")) return `'${value}'`;
  // Without quotes around it, a value is taken as it is, but for white space at its ends.
  return /^[^\s"'](.*\S)?$/u.test(value) ? value : undefined;
}
