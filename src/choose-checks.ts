import { builtInChecks } from './checks/built-in.ts';
import type { CheckDefinition } from './checks/definition.ts';
import type { Options } from './cli.ts';
import type { RunCommand } from './commands/command.ts';
import type { Config } from './config.ts';
import { nearest } from './core/nearest.ts';
import type { SqlParameters } from './core/statement.ts';
import type { CheckRequest } from './run-request.ts';
import { openCatalog } from './sql/catalog.ts';

const MS_PER_DAY = 86_400_000;

/**
 * The checks that a subcommand evaluates: built-in ones and those of the user, without those whose setting is not given. What
 * is wrong is added to `problems`.
 */
export function chooseChecks(
  command: RunCommand,
  options: Options,
  config: Config,
  now: Date,
  problems: string[],
): CheckRequest {
  const settings = settingsFor(config, now);
  const isGiven = ({ setting }: CheckDefinition) =>
    setting === undefined || Object.hasOwn(settings, PARAMETERS[setting] ?? '');
  const isWanted = ({ when }: CheckDefinition) => when === 'always' || command.audits === true;
  const checks = command.stages.includes('check') ? builtInChecks(openCatalog(config.warehouse.dialect)) : [];
  const definitions = checks.filter((check) => isGiven(check) && isWanted(check));
  return {
    definitions,
    unblocked: chooseUnblocked(options, definitions, problems),
    settings,
    keepDays: config.checks.keepDays,
  };
}

/** The parameter that a check takes the value of a setting from. */
const PARAMETERS: Readonly<Record<string, string>> = {
  LEAST_MATCH_SHARE: 'least_match_share',
  FRESH_WITHIN: 'fresh_since',
};

function settingsFor({ checks }: Config, now: Date): SqlParameters {
  const { leastMatchShare, freshWithinDays } = checks;
  const since = (days: number) => new Date(now.getTime() - days * MS_PER_DAY).toISOString().slice(0, 10);
  return {
    ...(leastMatchShare === undefined ? {} : { least_match_share: leastMatchShare }),
    ...(freshWithinDays === undefined ? {} : { fresh_since: since(freshWithinDays) }),
  };
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
