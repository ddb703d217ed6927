import { lstatSync, readFileSync } from 'node:fs';
import { parse, populate } from 'dotenv';
import { EtlError, messageOf } from './core/errors.ts';

/** The file with settings, in the current folder. */
export const SETTINGS_FILE = '.env';

/** What `.env` says. */
export interface SettingsFileContent {
  /** Nothing where there is no file, or it cannot be read. */
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Why a file that is there cannot be read. */
  readonly problem: EtlError | undefined;
}

/** Puts what `.env` of the current folder says into an environment, below what that says itself. */
export function loadSettingsFile(env: Record<string, string | undefined>): SettingsFileContent {
  const { text = '', problem } = readSettingsFile();
  const variables = parse(text);
  populate(env as Record<string, string>, variables);
  return { text, variables, problem };
}

function readSettingsFile(): { readonly text?: string; readonly problem: EtlError | undefined } {
  try {
    return { text: readFileSync(SETTINGS_FILE, 'utf8'), problem: undefined };
  } catch (error) {
    return { problem: isMissing(error) ? undefined : unreadable(error) };
  }
}

/** A link that leads nowhere is there. */
function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' && lstatSync(SETTINGS_FILE, { throwIfNoEntry: false }) === undefined;
}

/** To go on without it would be to load other data into another warehouse than is meant. */
function unreadable(error: unknown): EtlError {
  return new EtlError('usage', `cannot read ${SETTINGS_FILE}: ${messageOf(error)}`, {
    hint: 'make it a file that the user of this program can read (chown, chmod); without a .env, settings come from the environment',
    cause: error,
  });
}

/** An assignment as dotenv reads it: the name, a value in quotes or what stands before a `#`, and what is left out as a comment. */
const ASSIGNMENT =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(#.*)?$/gm;

/** Names whose value ends at a `#` that no blank is before: it may well belong to the value, but dotenv takes it for a comment. */
export function cutValues(text: string): readonly string[] {
  const assignments = text.replaceAll(/\r\n?/g, '\n').matchAll(ASSIGNMENT);
  return [...assignments].flatMap(([all, name = '', value = '', comment]) => {
    if (comment === undefined || isQuoted(value.trim())) return [];
    const before = all.charAt(all.length - comment.length - 1);
    return /\S/.test(before) ? [name] : [];
  });
}

function isQuoted(value: string): boolean {
  return value.length > 1 && /^['"`]/.test(value) && value.endsWith(value.charAt(0));
}
