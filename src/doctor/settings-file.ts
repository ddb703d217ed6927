import { stat } from 'node:fs/promises';
import { nearest } from '../core/nearest.ts';
import { holdsSecret } from '../redact.ts';
import { SETTINGS, type Setting } from '../settings/index.ts';
import { cutValues, SETTINGS_FILE } from '../settings-file.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import type { SettingsFile } from './world.ts';

/** What others than us read: the AWS SDK, libpq's variables, Node, terminals. */
// biome-ignore format: a list is easier to read in lines
const OTHERS = [
  'AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CA_BUNDLE', 'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_EC2_METADATA_DISABLED', 'AWS_SDK_LOAD_CONFIG',
  'PGHOST', 'PGPORT', 'PGUSER', 'PGDATABASE', 'PGPASSWORD', 'PGPASSFILE', 'PGOPTIONS',
  'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NO_COLOR', 'FORCE_COLOR', 'TERM', 'CI', 'TZ',
];
const SECRETS = /PASSWORD$|SECRET_ACCESS_KEY$|SESSION_TOKEN$/;
const READABLE_BY_OTHERS = 0o044;

/** The file `.env`: whether it can be read, and secrets in it by others; values that end early, and names that nobody knows. */
export async function examineSettingsFile({ text, variables, problem: trouble }: SettingsFile): Promise<Finding[]> {
  if (trouble !== undefined) return [problem('settings-file', trouble)];
  const file = await stat(SETTINGS_FILE).catch(() => undefined);
  if (file === undefined) return [ok('settings-file', 'no .env in this folder')];
  return [privacyOf(variables, file.mode), ...cutValues(text).map(cutShort), ...misspelt(Object.keys(variables))];
}

function cutShort(name: string): Finding {
  const found = `.env: the value of ${name} is not in quotes and ends before its first #, where a comment begins`;
  return warning('settings-quoted', found, 'put the value in quotes if the # belongs to it');
}

function privacyOf(variables: SettingsFile['variables'], mode: number): Finding {
  const secret = Object.entries(variables).find(
    ([name, text]) => text !== '' && (SECRETS.test(name) || holdsSecret(text) || isSecretOf(name, text)),
  );
  const permissions = (mode & 0o777).toString(8);
  if (secret === undefined)
    return ok('settings-file', `.env holds ${Object.keys(variables).length} settings, no secret`);
  if ((mode & READABLE_BY_OTHERS) === 0) return ok('settings-file', `.env holds a secret, and only its owner reads it`);
  const found = `.env holds a secret (${secret[0]}), and others on this machine can read it (mode ${permissions})`;
  return warning('settings-file', found, 'chmod 600 .env');
}

/** True for what the setting of a variable takes for a secret. */
function isSecretOf(variable: string, text: string): boolean {
  const setting = Object.values<Setting<unknown>>(SETTINGS).find((each) => each.variable === variable);
  return setting?.holdsSecret?.(text) === true;
}

function misspelt(names: readonly string[]): Finding[] {
  const known = [...Object.values<Setting<unknown>>(SETTINGS).map(({ variable }) => variable), ...OTHERS];
  return names
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = nearest(name, known);
      if (meant === undefined) return [];
      return [warning('settings-known', `.env sets ${name}, which is no setting`, `is ${meant} meant?`)];
    });
}
