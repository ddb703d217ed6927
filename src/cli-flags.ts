import { Option, type Command as Program } from 'commander';
import { type Command, type Flag, OPERATION_SETTINGS } from './commands/command.ts';
import { SETTINGS, type Setting, type SettingName } from './settings/index.ts';

/** Adds the flags of a subcommand, as --help shows them: days, its own, how it tells what it does, and settings, which are the most. */
export function addFlags(program: Program, command: Command): void {
  const isRun = command.kind === 'run';
  if (isRun ? command.days !== 'none' : command.kind === 'plan') addDayFlags(program);
  for (const flag of command.flags) program.addOption(toOption(flag));
  if (isRun || command.kind === 'retry') addOutputFlags(program);
  if ('settings' in command) addSettingFlags(program, command.settings);
  if (isRun) addSettingFlags(program, OPERATION_SETTINGS);
}

function addDayFlags(program: Program): void {
  add(program, 'Days', {
    '--date <day>': 'a day, in UTC: 2018-11-15',
    '--from <day>': 'first of several days',
    '--to <day>': 'last of several days, included',
    '--all': 'every day there is',
    '--strict': 'fail if one of several days is missing',
  });
  for (const flag of ['date', 'from', 'to']) refuseTwice(program, flag);
}

/** The last of several would count, and somebody think that all were loaded. */
function refuseTwice(program: Program, flag: string): void {
  let times = 0;
  program.on(`option:${flag}`, () => {
    times += 1;
    if (times > 1) program.error(`--${flag} is given twice; --from and --to load several days`);
  });
}

function addSettingFlags(program: Program, settings: readonly SettingName[]): void {
  for (const name of settings) {
    const { group, flag, argument, description, variable, fallback }: Setting<unknown> = SETTINGS[name];
    if (flag === undefined) continue;
    const standard = fallback === undefined || fallback === 'false' ? '' : `, default: ${fallback}`;
    const syntax = argument === undefined ? flag : `${flag} ${argument}`;
    add(program, group, { [syntax]: `${description} (env: ${variable}${standard})` });
  }
}

function addOutputFlags(program: Program): void {
  add(program, 'Output', {
    '--json': 'one JSON object an event on stdout, nothing for humans',
    '--plain': 'plain lines even on a terminal',
    '--quiet': 'nothing on success, everything that is needed on failure',
  });
}

/** Adds options that --help shows under a heading. */
function add(program: Program, group: string, options: Readonly<Record<string, string>>): void {
  for (const [syntax, description] of Object.entries(options)) {
    program.addOption(new Option(syntax, description).helpGroup(`${group}:`));
  }
}

function toOption({ syntax, description, fallback, choices }: Flag): Option {
  const option = new Option(syntax, description);
  if (fallback !== undefined) option.default(fallback);
  if (choices !== undefined) option.choices(choices);
  return option;
}
