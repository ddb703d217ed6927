import { resolve } from 'node:path';
import type { Config, Flags } from './config.ts';
import type { Job, JobSecret, JobSetting, JobSource, JobWarehouse } from './exports/job.ts';
import type { SourceLocation } from './object-stores/location.ts';
import { holdsSecret } from './redact.ts';
import { SETTINGS, type Setting, type SettingName } from './settings/index.ts';
import { parsePlace } from './settings/parse.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the values of settings come from. */
export interface Surroundings {
  readonly flags: Flags;
  /** What was in the environment before `.env` was read. */
  readonly shell: Environment;
  /** What `.env` says. */
  readonly file: Environment;
  /** Both together, as a run sees them. */
  readonly env: Environment;
  /** Absolute path of the current folder. */
  readonly folder: string;
}

type What = Pick<Job, 'settings' | 'secrets' | 'sources' | 'warehouse' | 'runMs' | 'aws'>;

/** Read by others than this program's settings: the AWS SDK, Node.js, and the login to PostgreSQL. */
const STANDARD = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'PGHOST', 'PGPORT', 'PGUSER', 'PGDATABASE'];
const STANDARD_FILES = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'NODE_EXTRA_CA_CERTS', 'PGPASSFILE'];
const STANDARD_SECRETS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'PGPASSWORD',
  'NOTIFY_URL',
];

/** What a job has to be told so that it does what a run would do here and now. Secrets are named, never told. */
export function describeJob(config: Config, around: Surroundings): What {
  const given = [...givenSettings(around), ...givenStandards(around)].filter(
    ({ variable }) => config.warehouse.dialect !== 'duckdb' || !variable.startsWith('PG'),
  );
  const passwords = given.flatMap(({ variable, origin, value }) =>
    variable === 'WAREHOUSE_URL' && withoutPassword(value) !== value
      ? [secretOf('WAREHOUSE_PASSWORD', origin, around)]
      : [],
  );
  const told = given.map((each) => (each.variable === 'WAREHOUSE_URL' ? cleaned(each) : each));
  return {
    settings: told.filter((each) => !isSecret(each)),
    secrets: [...passwords, ...told.filter(isSecret).map(({ variable, origin }) => secretOf(variable, origin, around))],
    sources: sourcesOf(config, around),
    warehouse: warehouseOf(config, around),
    runMs: given.some(({ variable }) => variable === SETTINGS.runTimeout.variable) ? config.limits.runMs : undefined,
    aws: awsOf(config),
  };
}

/** Who is to run a job: who exports it, or has root do so by sudo. @param name undefined: not known */
export function userOfJob(name: string | undefined, env: Environment): string | undefined {
  return name === undefined || name === 'root' ? env.SUDO_USER || name : name;
}

function givenSettings({ flags, shell, env, folder }: Surroundings): JobSetting[] {
  return Object.entries<Setting<unknown>>(SETTINGS).flatMap(([key, { variable, fallback }]) => {
    const name = key as SettingName;
    const fromShell = flags[name] === undefined ? shell[variable] : String(flags[name]);
    const value = fromShell || env[variable];
    if (value === undefined || value === '') return [];
    const absolute = ABSOLUTE[name]?.(value, folder) ?? value;
    const origin = fromShell ? 'shell' : 'file';
    return [
      { variable, value, absolute, isLocal: isLocal(name, value), isDefault: value === fallback, origin } as const,
    ];
  });
}

function givenStandards({ shell, env, folder }: Surroundings): JobSetting[] {
  return [...STANDARD, ...STANDARD_FILES, ...STANDARD_SECRETS].flatMap((variable) => {
    const value = env[variable];
    if (value === undefined || value === '') return [];
    const isLocal = STANDARD_FILES.includes(variable);
    const origin = shell[variable] ? 'shell' : 'file';
    return [
      {
        variable,
        value,
        absolute: isLocal ? resolve(folder, value) : value,
        isLocal,
        isDefault: false,
        origin,
      } as const,
    ];
  });
}

/** A setting without a flag is one that holds a secret; others may hold one by accident. */
function isSecret({ variable, value }: JobSetting): boolean {
  const known = Object.values<Setting<unknown>>(SETTINGS).find((each) => each.variable === variable);
  return STANDARD_SECRETS.includes(variable) || (known !== undefined && known.flag === undefined) || holdsSecret(value);
}

function secretOf(variable: string, origin: JobSecret['origin'], { flags, file }: Surroundings): JobSecret {
  const isFlag = variable === SETTINGS.notify.variable && flags.notify !== undefined;
  return { variable, origin: file[variable] && !isFlag ? 'file' : origin };
}

/** How settings that name a place of this machine are made absolute. */
const ABSOLUTE: Partial<Record<SettingName, (value: string, folder: string) => string>> = {
  logData: absolutePlace,
  songData: absolutePlace,
  logJsonPath: absolutePlace,
  checksDir: absolutePath,
  logFile: absolutePath,
  warehouse: absoluteUrl,
};

function absolutePath(path: string, folder: string): string {
  return resolve(folder, path);
}

function absolutePlace(value: string, folder: string): string {
  const place = parsePlace(value);
  return isFolder(place) && !/^file:/i.test(value) ? resolve(folder, place.path) : value;
}

function absoluteUrl(value: string, folder: string): string {
  const [, path] = DUCKDB.exec(value) ?? [];
  if (path !== undefined) return `duckdb:${resolve(folder, path)}`;
  return value.replace(ROOT_CERTIFICATE, (_all, before: string, file: string) => {
    const absolute = resolve(folder, decodeURIComponent(file.replaceAll('+', ' ')));
    return `${before}${encodeURIComponent(absolute).replaceAll('%2F', '/')}`;
  });
}

const DUCKDB = /^duckdb:(?:\/\/)?(.*)$/s;
const ROOT_CERTIFICATE = /([?&]sslrootcert=)([^&]*)/;

function isLocal(name: SettingName, value: string): boolean {
  if (name === 'checksDir' || name === 'logFile') return true;
  if (name === 'warehouse') return DUCKDB.test(value) || ROOT_CERTIFICATE.test(value);
  return ABSOLUTE[name] !== undefined && isFolder(parsePlace(value));
}

function isFolder(place: SourceLocation): place is Extract<SourceLocation, { kind: 'folder' }> {
  return place.kind === 'folder';
}

function cleaned(setting: JobSetting): JobSetting {
  return { ...setting, value: withoutPassword(setting.value), absolute: withoutPassword(setting.absolute) };
}

/** The user stays, the password goes: as URLs are read, it reaches to the last @ before the host. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/?#:@]*):[^/?#]*@/i, '$1@');
}

function sourcesOf({ logData, songData }: Config, { folder }: Surroundings): JobSource[] {
  const source = (name: 'logData' | 'songData', place: SourceLocation) => ({
    variable: SETTINGS[name].variable,
    folder: isFolder(place) ? resolve(folder, place.path) : undefined,
  });
  return [source('logData', logData), source('songData', songData)];
}

function warehouseOf({ warehouse }: Config, { folder }: Surroundings): JobWarehouse {
  if (warehouse.dialect === 'duckdb') {
    return { dialect: 'duckdb', path: warehouse.path, absolute: resolve(folder, warehouse.path) };
  }
  const needsPassword = warehouse.dialect === 'postgres' || warehouse.login.kind === 'password';
  return { dialect: warehouse.dialect, needsPassword };
}

function awsOf({ logData, songData, logJsonPath, work, s3, warehouse }: Config): Job['aws'] {
  const reads = [logData, songData, logJsonPath].some((place) => place?.kind === 's3') && !s3.unsigned;
  if (!reads && work === undefined && warehouse.dialect !== 'redshift') return 'none';
  // Roles of AWS mean nothing to another server.
  return s3.endpoint === undefined ? 'role' : 'keys';
}
