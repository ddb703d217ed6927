import { dirname } from 'node:path';
import { commandRemarks, commandWords, hoursToStop, settingOf } from './defaults.ts';
import { type ExportedFile, type Job, oneLine, secretNames } from './job.ts';

const SECRETS_FILE = '/etc/sparkify-etl.env';

/**
 * A service and the timer that starts it.
 * @throws Error with the problem, where a value cannot be written as systemd reads it
 */
export function exportSystemd(job: Job): readonly ExportedFile[] {
  return [
    { name: 'sparkify-etl.service', text: `${serviceLines(job).join('\n')}\n` },
    { name: 'sparkify-etl.timer', text: `${timerLines(job).join('\n')}\n` },
  ];
}

function serviceLines(job: Job): string[] {
  return [
    '# /etc/systemd/system/sparkify-etl.service, written by `sparkify-etl export systemd`.',
    '# Try it: systemctl daemon-reload; systemctl start sparkify-etl; journalctl -u sparkify-etl',
    '[Unit]',
    'Description=Load what is new or changed into the star schema',
    'Wants=network-online.target',
    'After=network-online.target',
    '# A unit of your own that tells somebody; NOTIFY_URL does without one.',
    '#OnFailure=tell-somebody@%n.service',
    '',
    '[Service]',
    'Type=oneshot',
    ...userLines(job),
    '# .env of this folder is read by the program itself: the user must be able to read it.',
    `WorkingDirectory=${rest('WorkingDirectory', job.folder)}`,
    ...secretLines(job),
    ...settingLines(job),
    ...commandRemarks(job),
    `ExecStart=${commandOf(job)}`,
    ...stopLines(job),
    'TimeoutStopSec=30s',
    '',
    ...hardeningLines(job),
  ];
}

function commandOf(job: Job): string {
  const { node, script } = job.program;
  const words = [quote('ExecStart', node), quote('ExecStart', script.replaceAll('$', '$$$$'))];
  return `${words.join(' ')} ${commandWords(job)}`;
}

/** Later than its own limit, so that it can say by itself what took so long. */
function stopLines(job: Job): string[] {
  const hours = hoursToStop(job);
  return hours === undefined
    ? ['# RUN_TIMEOUT=0: a run may take any time.', 'TimeoutStartSec=infinity']
    : [
        '# If it does not end by itself at its own limit, it is stopped with SIGTERM: it rolls back and ends within seconds.',
        `TimeoutStartSec=${hours}h`,
      ];
}

function userLines({ user }: Job): string[] {
  if (user !== undefined && /^[a-z_][\w.-]*$/i.test(user)) return [`User=${user}`];
  return ['# Who may write to the folder; without it, root.', '#User='];
}

/** Read by systemd as root, before it becomes the user: even the user need not be able to read the file. */
function secretLines({ secrets }: Job): string[] {
  const names = secretNames(secrets.filter(({ origin }) => origin === 'shell'));
  const here = names.length === 0 ? [] : [`# In this shell, and not yet known to the service: ${names.join(' ')}`];
  return [
    "# Only for passwords and keys that .env does not have, one NAME='value' a line: owner root, mode 600. Never as",
    '# Environment=, which everybody can read.',
    ...here,
    `EnvironmentFile=-${SECRETS_FILE}`,
  ];
}

function settingLines({ settings }: Job): string[] {
  const given = settings.filter(({ origin }) => origin === 'shell');
  if (given.length === 0) return [];
  const lines = given.map(({ variable, absolute }) => `Environment=${quote(variable, `${variable}=${absolute}`)}`);
  return ['# From flags and the environment; these come before .env.', ...lines];
}

/** MemoryDenyWriteExecute= is not among them: Node.js compiles while it runs. */
function hardeningLines(job: Job): string[] {
  const writable = writableFolders(job).map((folder) => pathWord('ReadWritePaths', folder));
  return [
    '# What it cannot do without is left to it: the network, its folder, and those of a DuckDB file and of LOG_FILE.',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=read-only',
    `ReadWritePaths=${writable.join(' ')}`,
    ...(usesTemporary(job)
      ? ['# PrivateTmp= would hide files of this configuration that are below /tmp.']
      : ['PrivateTmp=yes']),
    'PrivateDevices=yes',
    'ProtectControlGroups=yes',
    'ProtectKernelLogs=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
    'RestrictNamespaces=yes',
    'RestrictSUIDSGID=yes',
    'LockPersonality=yes',
    'SystemCallArchitectures=native',
  ];
}

function writableFolders(job: Job): string[] {
  const { folder, warehouse } = job;
  const logFile = settingOf(job, 'LOG_FILE');
  const files = [...(warehouse.dialect === 'duckdb' ? [warehouse] : []), ...(logFile === undefined ? [] : [logFile])];
  return [...new Set([folder, ...files.map(({ absolute }) => dirname(absolute))])];
}

function usesTemporary(job: Job): boolean {
  const { program, settings, sources } = job;
  const places = [
    ...writableFolders(job),
    program.script,
    ...settings.flatMap(({ isLocal, absolute }) => (isLocal ? [absolute] : [])),
    ...sources.flatMap(({ folder }) => folder ?? []),
  ];
  return places.some((place) => /^(?:[a-z]+:(?:\/\/)?)?\/(?:var\/)?tmp\//.test(`${place}/`));
}

function timerLines({ schedule }: Job): string[] {
  return [
    '# /etc/systemd/system/sparkify-etl.timer: systemctl enable --now sparkify-etl.timer; systemctl list-timers',
    '[Unit]',
    'Description=Start sparkify-etl regularly',
    '',
    '[Timer]',
    '# Times are those of this machine; with UTC at the end of the line, those of UTC.',
    ...schedule.calendar.map((time) => `OnCalendar=${time}`),
    '# What was due while the machine was off is done when it is back.',
    'Persistent=true',
    '# Machines that share a schedule do not start in the same second.',
    'RandomizedDelaySec=60',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ];
}

/** A word as systemd.syntax(7) unquotes it; % begins a specifier (systemd.unit(5)). */
function quote(variable: string, text: string): string {
  const escaped = oneLine(variable, text).replace(/[\\"]/g, '\\$&').replaceAll('%', '%%');
  return /^[\w./:@%+,=-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** The rest of a line, taken as it is: a backslash at its end would join it with the next one, white space is dropped. */
function rest(variable: string, text: string): string {
  if (/[\\\s]$/.test(text))
    throw new Error(`${variable}: systemd cannot take a path that ends with a backslash or a space`);
  return oneLine(variable, text).replaceAll('%', '%%');
}

/** A path in a list of such: quotes are removed, but escapes are not known. */
function pathWord(variable: string, path: string): string {
  const mark = path.includes('"') ? "'" : '"';
  if (path.includes(mark)) throw new Error(`${variable}: systemd cannot take both kinds of quotes in a path`);
  const word = oneLine(variable, path).replaceAll('%', '%%');
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `${mark}${word}${mark}`;
}
