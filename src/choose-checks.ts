import { builtInChecks } from './checks/built-in.ts';
import type { CheckDefinition } from './checks/definition.ts';
import type { ExpectedQuery } from './checks/expected/queries.ts';
import type { UserFolder } from './checks/folder.ts';
import { TakenNames } from './checks/names.ts';
import type { Options } from './cli.ts';
import type { RunCommand } from './commands/command.ts';
import type { Config } from './config.ts';
import { nearest } from './core/nearest.ts';
import type { Dialect, SqlParameters } from './core/statement.ts';
import type { CheckRequest } from './run-request.ts';
import { openCatalog } from './sql/catalog.ts';

const MS_PER_DAY = 86_400_000;

/** The checks of a subcommand, and the queries among them whose expected results may be written anew. */
export interface ChosenChecks {
  readonly request: CheckRequest;
  readonly queries: readonly ExpectedQuery[];
}

/**
 * The checks that a subcommand evaluates: built-in ones, those of the user, and queries with expected results. Those whose
 * setting is not given are left out. What is wrong is added to `problems`.
 * @throws EtlError 'usage' if a folder of the user cannot be read
 */
export async function chooseChecks(
  command: RunCommand,
  options: Options,
  config: Config,
  now: Date,
  problems: string[],
): Promise<ChosenChecks> {
  const settings = settingsFor(config, now);
  const found = await readAll(command, options, config, problems);
  const isGiven = ({ setting }: CheckDefinition) => setting === undefined || isKnown(setting, settings, problems);
  const isWanted = ({ when }: CheckDefinition) => when === 'always' || command.audits === true;
  const all = [...found.checks, ...found.queries.map(({ definition }) => definition)];
  const limits = shownLimits(config);
  const definitions = all.filter((check) => isGiven(check) && isWanted(check)).map((check) => withLimit(check, limits));
  const unblocked = chooseUnblocked(options, definitions, problems);
  return {
    request: { definitions, unblocked, settings, keepDays: config.checks.keepDays },
    queries: found.queries,
  };
}

async function readAll(command: RunCommand, options: Options, config: Config, problems: string[]) {
  if (!command.stages.includes('check')) return { checks: [], queries: [] };
  const { dialect } = config.warehouse;
  const builtIn = builtInChecks(openCatalog(dialect));
  const names = new TakenNames(builtIn.map(({ name }) => name));
  const { folder } = config.checks;
  const own =
    folder === undefined ? NONE : await readOwn({ path: folder, setting: 'CHECKS_DIR (--checks)' }, dialect, names);
  const queries = await readQueries(options, dialect, names, problems);
  problems.push(...own.problems);
  return { checks: [...builtIn, ...own.definitions], queries };
}

const NONE = { definitions: [], problems: [] };

/** Most runs have no checks of the user: what reads them is loaded for those that do. */
async function readOwn(folder: UserFolder, dialect: Dialect, names: TakenNames) {
  const { readOwnChecks } = await import('./checks/own.ts');
  return readOwnChecks(folder, dialect, names);
}

async function readQueries(
  { queries: path, update }: Options,
  dialect: Dialect,
  names: TakenNames,
  problems: string[],
): Promise<readonly ExpectedQuery[]> {
  if (typeof path !== 'string') {
    if (update === true) problems.push('--update writes the expected results of --queries FOLDER, which is not given');
    return [];
  }
  const { readExpectedQueries } = await import('./checks/expected/queries.ts');
  const isUpdate = update === true;
  const found = await readExpectedQueries({ folder: { path, setting: '--queries' }, dialect, names, isUpdate });
  problems.push(...found.problems);
  return found.queries;
}

/** The parameter that a check takes the value of a setting from. */
const PARAMETERS: Readonly<Record<string, string>> = {
  LEAST_MATCH_SHARE: 'least_match_share',
  FRESH_WITHIN: 'fresh_since',
};

function isKnown(setting: string, settings: SqlParameters, problems: string[]): boolean {
  const parameter = PARAMETERS[setting];
  if (parameter === undefined) {
    problems.push(`setting: expected one of ${Object.keys(PARAMETERS).join(', ')}, found "${setting}"`);
    return false;
  }
  return Object.hasOwn(settings, parameter);
}

function settingsFor({ checks }: Config, now: Date): SqlParameters {
  const { leastMatchShare, freshWithinDays } = checks;
  const since = (days: number) => new Date(now.getTime() - days * MS_PER_DAY).toISOString().slice(0, 10);
  return {
    ...(leastMatchShare === undefined ? {} : { least_match_share: leastMatchShare }),
    ...(freshWithinDays === undefined ? {} : { fresh_since: since(freshWithinDays) }),
  };
}

/** What settings of checks are set to, by variable. */
function shownLimits({ checks }: Config): Readonly<Record<string, string>> {
  const { leastMatchShare, freshWithinDays } = checks;
  return {
    // In binary 7% is no round number.
    ...(leastMatchShare === undefined
      ? {}
      : { LEAST_MATCH_SHARE: `${Number((100 * leastMatchShare).toPrecision(12))}%` }),
    ...(freshWithinDays === undefined ? {} : { FRESH_WITHIN: `${freshWithinDays}d` }),
  };
}

/** Says in the title of a check that depends on a setting what that is set to: without it, what was found says nothing. */
function withLimit(check: CheckDefinition, limits: Readonly<Record<string, string>>): CheckDefinition {
  const { setting = '', title } = check;
  const limit = limits[setting];
  return limit === undefined ? check : { ...check, title: title.replace(setting, `${limit} (${setting})`) };
}

/** Commander stores what `--no-block` is given as `block`. */
function chooseUnblocked(
  { block }: Options,
  checks: readonly CheckDefinition[],
  problems: string[],
): ReadonlySet<string> {
  if (typeof block !== 'string') return new Set();
  const names = block.split(',').map((name) => name.trim());
  const known = checks.map(({ name }) => name);
  for (const name of names.filter((each) => !known.includes(each))) {
    const guess = nearest(name, known);
    problems.push(`--no-block: there is no check "${name}"${guess === undefined ? '' : `; did you mean ${guess}?`}`);
  }
  return new Set(names);
}
