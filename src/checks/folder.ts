import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { EtlError, messageOf } from '../core/errors.ts';
import { DIALECTS, type Dialect } from '../core/statement.ts';
import type { CheckDefinition } from './definition.ts';

/** What was found in a folder. All problems of it are told together: each names file, line and value. */
export interface Found {
  readonly definitions: readonly CheckDefinition[];
  readonly problems: readonly string[];
}

/** A folder with files of a user, and the setting that names it, for messages: `CHECKS_DIR (--checks)`. */
export interface UserFolder {
  readonly path: string;
  readonly setting: string;
}

/**
 * The names of a folder's own files that are wanted, sorted; files in folders below it are not.
 * @throws EtlError 'usage' if the folder cannot be read, or holds none
 */
export async function listFolder(
  { path, setting }: UserFolder,
  isWanted: (file: string) => boolean,
  wanted: string,
): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    const hint = `name a folder that is there in ${setting}, or leave it out`;
    throw new EtlError('usage', `${setting}: ${path} cannot be read: ${messageOf(cause)}`, { hint, cause });
  });
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const found = files.filter((file) => !file.startsWith('.') && isWanted(file)).sort();
  requireSome(found.length, { path, setting }, wanted);
  return found;
}

/**
 * Refuses a folder without anything to do: files for other engines only must not look like checks that pass.
 * @throws EtlError 'usage'
 */
export function requireSome(found: number, { path, setting }: UserFolder, wanted: string): void {
  if (found > 0) return;
  const hint = `put some there, or leave ${setting} out`;
  throw new EtlError('usage', `${setting}: ${path} holds no ${wanted}`, { hint });
}

/** The content of a text file, without the mark that editors of Windows put at its beginning. */
export async function readText(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
}

/** A query's file: NAME.sql or, preferred where it is for the engine's dialect, NAME.<dialect>.sql. */
export interface QueryFile {
  readonly name: string;
  readonly path: string;
}

/** The files of queries among those of a folder that count for a dialect. */
export function queryFiles(folder: string, files: readonly string[], dialect: Dialect): readonly QueryFile[] {
  const queries = new Map<string, QueryFile>();
  // NAME.sql sorts behind NAME.redshift.sql, which is not to be replaced.
  for (const file of files.filter((each) => extname(each) === '.sql').sort()) {
    const { name, variant } = splitVariant(basename(file, '.sql'));
    if (variant !== undefined && variant !== dialect) continue;
    if (variant !== undefined || !queries.has(name)) queries.set(name, { name, path: join(folder, file) });
  }
  return [...queries.values()];
}

/** The name of a query's file without the dialect that it is for. */
export function splitVariant(stem: string): { readonly name: string; readonly variant: Dialect | undefined } {
  const variant = DIALECTS.find((dialect) => stem.endsWith(`.${dialect}`));
  return { name: variant === undefined ? stem : stem.slice(0, -variant.length - 1), variant };
}
