import { CommanderError, Command as Program } from 'commander';
import type { Command } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';

/** What the user typed after the subcommand, by commander's names (`--events-per-day` is `eventsPerDay`). */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface CliOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly columns: number;
}

/** What is to be done: a subcommand with its options, or nothing more than the text that has been written. */
export type CliResult =
  | { readonly kind: 'command'; readonly command: Command; readonly options: Options }
  | { readonly kind: 'done' }
  /** `help`: the command line that shows how it is used. */
  | { readonly kind: 'misused'; readonly problem: string; readonly help: string };

/** Reads the command line. Help and version are written; a wrong command line becomes one line that says what is wrong. */
export async function parseCommandLine(
  argv: readonly string[],
  version: string,
  output: CliOutput,
): Promise<CliResult> {
  let result: CliResult = { kind: 'done' };
  const program = buildProgram(version, output);
  for (const command of COMMANDS) {
    await addCommand(program, command, argv.includes(command.name), (chosen, options) => {
      result = { kind: 'command', command: chosen, options };
    });
  }
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return result;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'done' };
    const command = COMMANDS.find(({ name }) => name === argv.find((word) => !word.startsWith('-')));
    const help = ['sparkify-etl', ...(command === undefined ? [] : [command.name]), '--help'].join(' ');
    return { kind: 'misused', problem: oneLine(error.message), help };
  }
}

/** Flags that look as if they carried a secret are not repeated, and of any other only the name. */
function oneLine(message: string): string {
  const line = message.replace(/^error: /, '').replaceAll('\n', ' ');
  return line.replace(/(--[\w-]+)=[^\s']*/g, '$1=…');
}

function buildProgram(version: string, output: CliOutput): Program {
  return new Program('sparkify-etl')
    .description('From JSON logs in S3 or a folder to a checked star schema, in one command.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureOutput({
      writeOut: output.out,
      // What is wrong is returned and written once, by the caller.
      writeErr: () => undefined,
      getOutHelpWidth: () => output.columns,
    })
    .exitOverride()
    .addHelpText('after', AFTER_HELP);
}

const AFTER_HELP = `
Try it:
  sparkify-etl sample                        write sample data to ./sample
  sparkify-etl run-all --date 2018-11-15     load a day of it into ./sparkify.duckdb
  sparkify-etl run-all                       load whatever is new

Settings come from flags, then the environment, then .env in this folder; .env.example explains each.
Exit codes: 0 done, 1 checks failed, 2 usage, 3 bad data, 4 source, 5 warehouse, 6 warehouse in use,
7 an earlier step is missing, 8 a check is broken, 9 out of time, 70 bug, 74 output lost, 130 and 143
stopped by a signal.`;

type Act = (command: Command, options: Options) => void;

async function addCommand(program: Program, command: Command, isNamed: boolean, act: Act): Promise<void> {
  const argument = 'argument' in command ? command.argument : undefined;
  const usage = argument === undefined ? '[options]' : `${argument} [options]`;
  const subcommand = program.command(command.name).description(command.summary).usage(usage);
  if (argument !== undefined) subcommand.argument(argument);
  // The list of commands is the most frequent question, and needs none of the flags.
  if (isNamed) (await import('./cli-flags.ts')).addFlags(subcommand, command);
  subcommand.allowExcessArguments(false);
  subcommand.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  if (argument === undefined) subcommand.action((options: Options) => act(command, options));
  else subcommand.action((name: string | undefined, options: Options) => act(command, { ...options, name }));
}
