import { performance } from 'node:perf_hooks';
import type { KeepingCommand, RunCommand } from './commands/command.ts';
import { runAll } from './commands/run-all.ts';
import { compose } from './compose.ts';
import { unreachable } from './core/errors.ts';
import type { Access } from './core/warehouse.ts';
import { Outlets } from './outlets.ts';
import type { Performance } from './performance.ts';
import { prepareRun, type RunPerformance } from './prepare-run.ts';
import { chooseReporter } from './reporters/index.ts';
import { createRunReporter } from './reporters/run-reporter.ts';
import { run } from './run.ts';
import { loadSettingsFile } from './settings-file.ts';
import { limitRun } from './time-limit.ts';
import { UnderWay } from './under-way.ts';
import { openWhenFree } from './wait.ts';

/** Carries out a subcommand; resolves to the exit code. Throws what goes wrong before a run has begun. */
export async function perform(performance: Performance): Promise<number> {
  const { command } = performance;
  if (command.kind === 'run') return performRun({ ...performance, command });
  if (command.kind === 'plan')
    return performRun({ ...performance, command: runAll, options: { ...performance.options, dryRun: true } });
  if (command.kind === 'retry') {
    requireSettingsFile(performance.env);
    const { performRetry } = await import('./perform-retry.ts');
    // As a catch-up does: a day that is still not mended keeps none of the others away.
    const options = { ...performance.options, continueOnError: true };
    return performRetry({ ...performance, command }, (again, days) =>
      performRun({ ...performance, command: again, options, ...(days === undefined ? {} : { days }) }),
    );
  }
  if (command.kind === 'query') {
    requireSettingsFile(performance.env);
    const { performQuery } = await import('./perform-query.ts');
    return performQuery({ ...performance, command });
  }
  if (command.kind === 'export') {
    const shell = { ...performance.env };
    const file = requireSettingsFile(performance.env);
    const { performExport } = await import('./perform-export.ts');
    return performExport({ ...performance, command, shell, file });
  }
  if (command.kind === 'doctor') {
    const inEnvironment = new Set(Object.keys(performance.env));
    const file = loadSettingsFile(performance.env);
    const { performDoctor } = await import('./perform-doctor.ts');
    return performDoctor({ ...performance, command }, { ...file, inEnvironment });
  }
  if (command.kind === 'history' || command.kind === 'status' || command.kind === 'prune') {
    requireSettingsFile(performance.env);
    return performKept({ ...performance, command });
  }
  const { performSample } = await import('./perform-sample.ts');
  return performSample(performance);
}

async function performKept(performance: Performance & { command: KeepingCommand }): Promise<number> {
  const { kind } = performance.command;
  switch (kind) {
    case 'history':
      return (await import('./perform-history.ts')).performHistory(performance);
    case 'status':
      return (await import('./perform-status.ts')).performStatus(performance);
    case 'prune':
      return (await import('./perform-prune.ts')).performPrune(performance);
    default:
      return unreachable(kind);
  }
}

/**
 * What `.env` says, put into an environment below what that says itself.
 * @throws EtlError 'usage' if there is one that cannot be read
 */
function requireSettingsFile(env: Performance['env']): Readonly<Record<string, string>> {
  const { variables, problem } = loadSettingsFile(env);
  if (problem !== undefined) throw problem;
  return variables;
}

/** Tells whoever is to be told also of a run that cannot begin. */
async function performRun(performance: RunPerformance): Promise<number> {
  if (performance.options.dryRun === true) return performPlanned(performance);
  const { problem } = loadSettingsFile(performance.env);
  const outlets = new Outlets(performance, new Date());
  const done = problem === undefined ? prepareAndRun(performance, outlets) : Promise.reject(problem);
  return done.catch(async (error: unknown) => {
    await outlets.tellOf(error);
    throw error;
  });
}

async function performPlanned(performance: RunPerformance): Promise<number> {
  requireSettingsFile(performance.env);
  return (await import('./perform-plan.ts')).performPlan(performance);
}

async function prepareAndRun(performance: RunPerformance, outlets: Outlets): Promise<number> {
  const { command, options, env, signal: stopped, streams, host, processId } = performance;
  const { config, request, queries } = await prepareRun(performance);
  if (options.update === true) {
    outlets.handOver();
    const { performUpdate } = await import('./perform-update.ts');
    return performUpdate(queries, config, request.selection, { env, signal: stopped, streams });
  }
  const messages = streams.err;
  const { json, plain, quiet } = options;
  const kind = chooseReporter({ json: json === true, plain: plain === true, quiet: quiet === true }, messages, env);
  const junit = typeof options.junit === 'string' ? options.junit : undefined;
  const reporter = await createRunReporter(kind, {
    ...{ messages, results: streams.out, env, now, junit },
    outlets: outlets.optionsFor(config.outlets),
  });
  outlets.handOver();
  const underWay = new UnderWay();
  const { signal, release } = limitRun(config.limits.runMs, stopped, underWay);
  const composed = compose(config, env, accessOf(command), signal);
  let hasWaited = false;
  const onWait = (reason: string) => {
    hasWaited = true;
    underWay.enter('waiting until the warehouse is free');
    const message = `waiting until the warehouse is free: ${outlets.redaction.message(reason)}`;
    reporter.report({ type: 'notice', level: 'info', message });
  };
  const waiting = { waitMs: config.waitMs, signal, onWait, clock };
  const warehouse = async () => {
    underWay.enter('opening the warehouse');
    const opened = await openWhenFree(composed.warehouse, waiting);
    underWay.enter('looking what is loaded already');
    return opened;
  };
  const services = { ...composed, warehouse };
  try {
    return await run(request, {
      services,
      logPattern: config.logPattern,
      emit: (event) => {
        underWay.add(event);
        reporter.report(event);
      },
      signal,
      hasWaited: () => hasWaited,
      clock,
      now,
      host,
      processId,
      runId: outlets.runId,
      redaction: outlets.redaction,
    });
  } finally {
    release();
    await services.close();
    await reporter.close();
  }
}

function accessOf({ stages }: RunCommand): Access {
  if (stages.includes('create')) return 'create';
  return stages.every((stage) => stage === 'check') ? 'read' : 'write';
}

const clock = () => performance.now();
const now = () => new Date();
