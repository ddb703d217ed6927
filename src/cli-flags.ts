import { Option, type Command as Program } from 'commander';
import type { Command, Flag, RunCommand } from './commands/command.ts';
import { SETTINGS, type Setting } from './settings.ts';

/** Adds the flags of a subcommand: days, settings, its own, and how it tells what it does. */
export function addFlags(program: Program, command: Command): void {
  if (command.kind === 'run') addRunFlags(program, command);
  for (const flag of command.flags) program.addOption(toOption(flag));
  if (command.kind === 'run') addOutputFlags(program);
}

function addRunFlags(program: Program, command: RunCommand): void {
  if (command.days !== 'none') {
    program
      .option('--date <day>', 'a day, in UTC: 2018-11-15')
      .option('--from <day>', 'first of several days')
      .option('--to <day>', 'last of several days, included')
      .option('--all', 'every day there is')
      .option('--strict', 'fail if one of several days is missing');
  }
  for (const name of command.settings) {
    const { flag, argument, description, variable, fallback }: Setting<unknown> = SETTINGS[name];
    if (flag === undefined) continue;
    const standard = fallback === undefined || fallback === 'false' ? '' : `, default: ${fallback}`;
    const syntax = argument === undefined ? flag : `${flag} ${argument}`;
    program.addOption(new Option(syntax, `${description} (env: ${variable}${standard})`));
  }
}

function addOutputFlags(program: Program): void {
  program
    .option('--json', 'one JSON object an event on stdout, nothing for humans')
    .option('--plain', 'plain lines even on a terminal')
    .option('--quiet', 'nothing on success, everything that is needed on failure');
}

function toOption({ syntax, description, fallback, choices }: Flag): Option {
  const option = new Option(syntax, description);
  if (fallback !== undefined) option.default(fallback);
  if (choices !== undefined) option.choices(choices);
  return option;
}
