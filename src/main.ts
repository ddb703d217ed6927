import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { type CliResult, parseCommandLine } from './cli.ts';
import { ConfigError, EtlError, EXIT_CODES, InterruptedError, toEtlError } from './core/errors.ts';
import type { Output } from './core/reporter.ts';
import type { Performance } from './performance.ts';

/** How long what runs may take to stop before the process is ended. */
const FORCED_EXIT_GRACE_MS = 5_000;
const TOO_SLOW = `what was under way, or writing down how it ended, was not over within ${FORCED_EXIT_GRACE_MS / 1000} s`;

/**
 * Runs the program and resolves to its exit code. The only part that touches the process: arguments, environment,
 * streams and signals come from here.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const lost = watchOutput();
  const code = await act(argv);
  // What became of the last write is told in a turn of its own.
  await new Promise(setImmediate);
  return lost.error === undefined || code !== EXIT_CODES.ok ? code : reportEarly(lostOutput(lost.error));
}

async function act(argv: readonly string[]): Promise<number> {
  const version = readVersion();
  const result = await parseCommandLine(argv, version, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    columns: process.stdout.columns || 100,
  });
  switch (result.kind) {
    case 'done':
      return EXIT_CODES.ok;
    case 'misused':
      return reportEarly(new ConfigError([`${result.problem} (see ${result.help})`]), {
        json: argv.includes('--json'),
      });
    case 'command':
      return runCommand(result, version);
  }
}

async function runCommand(
  { command, options }: Extract<CliResult, { kind: 'command' }>,
  version: string,
): Promise<number> {
  const { perform } = await import('./perform.ts');
  const { signal, release } = listenToSignals();
  try {
    return await perform({
      ...{ command, options, version, signal, streams: streams() },
      ...place(),
      env: process.env,
    });
  } catch (error) {
    const cause = toEtlError(signal.aborted ? signal.reason : error);
    return await reportEarly(cause, { json: options.json === true, command: command.name });
  } finally {
    release();
  }
}

interface EarlyReport {
  readonly json?: boolean;
  /** Undefined for a command line that names none, or is wrong. */
  readonly command?: string;
}

/** Shows an error that no run reports, mostly since none has begun; in GitHub Actions also as an annotation and in the step's summary. */
async function reportEarly(error: EtlError, { json = false, command }: EarlyReport = {}): Promise<number> {
  const [{ createRunReporter }, { redactionFor, withoutSecretsInError }] = await Promise.all([
    import('./reporters/run-reporter.ts'),
    import('./known-secrets.ts'),
  ]);
  const { out, err } = streams();
  const surroundings = { messages: err, results: out, env: process.env, now: () => new Date() };
  const reporter = await createRunReporter(json ? 'json' : 'plain', { ...surroundings, command });
  reporter.report({ type: 'run-failed', error: withoutSecretsInError(error, redactionFor(process.env)) });
  await reporter.close();
  return error.exitCode;
}

/** The machine, the process and what runs it. */
function place(): Pick<Performance, 'host' | 'processId' | 'node' | 'nodeVersion'> {
  const { pid, execPath, versions } = process;
  return { host: hostname(), processId: pid, node: execPath, nodeVersion: versions.node };
}

function streams(): { readonly out: Output; readonly err: Output } {
  return { out: process.stdout, err: process.stderr };
}

/**
 * Turns SIGINT and SIGTERM into an abort: what runs is cancelled and rolled back. A second signal ends the process the
 * way it would without us; so does a clean-up that hangs. Either is told first: nobody else is left to do so. The handlers stay until the run has ended: the terminal
 * library brings a listener of its own, which ends the process as soon as it is the only one left.
 */
function listenToSignals(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const handlers = (['SIGINT', 'SIGTERM'] as const).map((name) => {
    const handler = () => {
      if (controller.signal.aborted) return endBy(name, `ended at once by a second signal, ${name}`);
      controller.abort(new InterruptedError(name));
      setTimeout(() => endBy(name, `stopped by ${name}; ${TOO_SLOW}`), FORCED_EXIT_GRACE_MS).unref();
    };
    process.on(name, handler);
    return { name, handler };
  });
  const release = () => {
    for (const { name, handler } of handlers) process.off(name, handler);
  };
  const endBy = (name: 'SIGINT' | 'SIGTERM', why: string) => {
    release();
    process.stderr.write(`✖ ${why}; what was not committed is undone by the database\n`);
    process.kill(process.pid, name);
  };
  return { signal: controller.signal, release };
}

/**
 * What cannot be written must not end a run half-way. `sparkify-etl … | head` closes our output early, and that is no failure; but
 * results that a full disk has swallowed are one, when all is done.
 */
function watchOutput(): { readonly error?: NodeJS.ErrnoException } {
  const lost: { error?: NodeJS.ErrnoException } = {};
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost.error ??= error;
  });
  return lost;
}

function lostOutput({ message }: NodeJS.ErrnoException): EtlError {
  return new EtlError('outputLost', `standard output cannot be written: ${message}`, {
    hint: 'everything else was done; make room where the output goes, and ask for it again (sparkify-etl history has what runs did)',
  });
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
