import { performance } from 'node:perf_hooks';
import { config as loadEnvFile } from 'dotenv';
import { chooseChunk, chooseDays, chooseSettings, chooseTasks } from './choose.ts';
import { chooseChecks } from './choose-checks.ts';
import { type KeepingCommand, OPERATION_SETTINGS, type RunCommand } from './commands/command.ts';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';
import { ConfigError, unreachable } from './core/errors.ts';
import type { Access } from './core/warehouse.ts';
import { Outlets } from './outlets.ts';
import type { Performance } from './performance.ts';
import { checkTasks, PIPELINE } from './pipeline.ts';
import { chooseReporter } from './reporters/index.ts';
import { createRunReporter } from './reporters/run-reporter.ts';
import { run } from './run.ts';
import type { DaySelection } from './source/find-files.ts';
import type { DimensionMode } from './tasks.ts';
import { limitRun } from './time-limit.ts';
import { openWhenFree } from './wait.ts';

/** Carries out a subcommand; resolves to the exit code. Throws what goes wrong before a run has begun. */
export async function perform(performance: Performance): Promise<number> {
  const { command } = performance;
  if (command.kind === 'run') return performRun({ ...performance, command });
  if (command.kind === 'retry') {
    loadSettingsFile(performance.env);
    const { performRetry } = await import('./perform-retry.ts');
    return performRetry({ ...performance, command }, (again, days) =>
      performRun({ ...performance, command: again, days }),
    );
  }
  if (command.kind === 'query') {
    loadSettingsFile(performance.env);
    const { performQuery } = await import('./perform-query.ts');
    return performQuery({ ...performance, command });
  }
  if (command.kind === 'export') {
    const shell = { ...performance.env };
    loadSettingsFile(performance.env);
    const { performExport } = await import('./perform-export.ts');
    return performExport({ ...performance, command, shell });
  }
  if (command.kind === 'doctor') {
    const inEnvironment = new Set(Object.keys(performance.env));
    const { parsed } = loadSettingsFile(performance.env);
    const { performDoctor } = await import('./perform-doctor.ts');
    return performDoctor({ ...performance, command }, { variables: parsed ?? {}, inEnvironment });
  }
  if (command.kind === 'history' || command.kind === 'status' || command.kind === 'prune') {
    loadSettingsFile(performance.env);
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

/** `.env` of the current folder, below what the environment says. */
function loadSettingsFile(env: Performance['env']) {
  return loadEnvFile({ processEnv: env as Record<string, string>, quiet: true });
}

/** Tells whoever is to be told also of a run that cannot begin. */
async function performRun(
  performance: Performance & { command: RunCommand; days?: readonly string[] },
): Promise<number> {
  loadSettingsFile(performance.env);
  const outlets = new Outlets(performance, new Date());
  return prepareAndRun(performance, outlets).catch(async (error: unknown) => {
    await outlets.tellOf(error);
    throw error;
  });
}

async function prepareAndRun(
  performance: Performance & { command: RunCommand; days?: readonly string[] },
  outlets: Outlets,
): Promise<number> {
  const { command, options, version, env, signal: stopped, streams, host, processId, days } = performance;
  const problems: string[] = [];
  const now = () => new Date();
  const selection: DaySelection | undefined =
    days === undefined ? chooseDays(command, options, problems) : { kind: 'list', days };
  const config = readConfig(
    chooseSettings({ settings: [...command.settings, ...OPERATION_SETTINGS] }, options),
    env,
    problems,
  );
  const chosen = await chooseChecks(command, options, config, now(), problems);
  const { definitions } = chosen.request;
  const tasks = chooseTasks(command, options, [...PIPELINE, ...checkTasks(definitions)], problems);
  const isCatchUp = command.days === 'new' && selection === undefined;
  const chunk = chooseChunk(options, isCatchUp, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const isChosen = (check: string) => tasks.some(({ id }) => id === `check:${check}`);
  if (options.update === true) {
    outlets.handOver();
    const { performUpdate } = await import('./perform-update.ts');
    const queries = chosen.queries.filter(({ definition }) => isChosen(definition.name));
    return performUpdate(queries, config, selection, { env, signal: stopped, streams });
  }
  const checks = { ...chosen.request, definitions: definitions.filter(({ name }) => isChosen(name)) };
  const messages = streams.err;
  const { json, plain, quiet } = options;
  const kind = chooseReporter({ json: json === true, plain: plain === true, quiet: quiet === true }, messages, env);
  const junit = typeof options.junit === 'string' ? options.junit : undefined;
  const reporter = await createRunReporter(kind, {
    ...{ messages, results: streams.out, env, now, junit },
    outlets: outlets.optionsFor(config.outlets),
  });
  outlets.handOver();
  const { signal, release } = limitRun(config.limits.runMs, stopped);
  const composed = compose(config, env, accessOf(command), signal);
  const onWait = (reason: string) => {
    const message = `waiting until the warehouse is free: ${outlets.redaction.message(reason)}`;
    reporter.report({ type: 'notice', level: 'info', message });
  };
  const waiting = { waitMs: config.waitMs, signal, onWait, clock };
  const services = { ...composed, warehouse: () => openWhenFree(composed.warehouse, waiting) };
  try {
    return await run(
      {
        command: command.name,
        version,
        tasks,
        selection: isCatchUp ? { kind: 'all' } : selection,
        onlyNew: command.days !== 'new' ? undefined : isCatchUp ? 'songs and days' : 'songs',
        daysFrom: command.daysFrom,
        strict: options.strict === true,
        mode: options.mode === 'truncate' ? 'truncate' : ('upsert' satisfies DimensionMode),
        rematch: command.rematch ?? 'changed',
        maxErrors: config.maxErrors,
        retry: config.retry,
        taskTimeoutMs: config.limits.taskMs,
        checks,
        chunk,
      },
      {
        services,
        logPattern: config.logPattern,
        emit: (event) => reporter.report(event),
        signal,
        clock,
        now,
        host,
        processId,
        runId: outlets.runId,
        redaction: outlets.redaction,
      },
    );
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
