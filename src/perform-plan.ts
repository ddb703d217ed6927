import type { CheckDefinition } from './checks/definition.ts';
import { compose, isThere, type Services } from './compose.ts';
import type { Config } from './config.ts';
import { ConfigError, EXIT_CODES, throwIfAborted, toEtlError } from './core/errors.ts';
import type { RunEvent } from './core/event.ts';
import type { RunPlan } from './core/run-plan.ts';
import type { Statement } from './core/statement.ts';
import { redactionFor } from './known-secrets.ts';
import { planOf, type Rehearsed } from './plan.ts';
import { type PreparedRun, prepareRun, type RunPerformance } from './prepare-run.ts';
import { styleFor } from './reporters/index.ts';
import { planText } from './reporters/plan/index.ts';
import { run } from './run.ts';
import { newRunId } from './run-id.ts';
import type { RunRequest } from './run-request.ts';
import { openCatalog } from './sql/catalog.ts';
import { type Rehearsal, Transcript } from './warehouses/index.ts';

/**
 * Shows what a run would do, found out by rehearsing it: the run itself goes on as ever, with a warehouse that only takes down
 * what it would be sent. The source is listed, and the real warehouse is asked what is loaded; neither is changed.
 */
export async function performPlan(performance: RunPerformance): Promise<number> {
  const { options, streams, env, signal } = performance;
  const prepared = await prepareRun(performance);
  if (options.offline === true && prepared.request.onlyNew !== 'songs') throw mustBeStated();
  const services = compose(prepared.config, env, 'read', signal);
  let plan: RunPlan;
  try {
    plan = planOf(await rehearse(performance, prepared, services), redactionFor(env));
  } finally {
    await services.close();
  }
  const { out } = streams;
  const text = () => planText(plan, styleFor(out, env), out.columns || Number.POSITIVE_INFINITY);
  out.write(options.json === true ? `${JSON.stringify({ type: 'plan', ...plan })}\n` : text());
  return EXIT_CODES.ok;
}

async function rehearse(
  { env, signal, options, host, processId }: RunPerformance,
  { config, request }: PreparedRun,
  services: Services,
): Promise<Rehearsed> {
  const ledger = await findLedger(services, config, request, options.offline === true, signal);
  const transcript = new Transcript();
  const warehouse = await services.rehearsalWarehouse({ transcript, askReal: ledger.askReal });
  const played = { ...services, warehouse: async () => warehouse, recordingWarehouse: async () => warehouse };
  const events: RunEvent[] = [];
  const environment = {
    ...{ services: played, logPattern: config.logPattern, signal, host, processId, redaction: redactionFor(env) },
    emit: (event: RunEvent) => void events.push(event),
    hasWaited: () => false,
    clock: () => 0,
    now: () => new Date(),
    runId: newRunId(new Date()),
  };
  let work: Rehearsed['work'] | undefined;
  await run(withoutVerdicts(request), environment, (found) => {
    work = found;
  });
  const failure = events.find((event) => event.type === 'run-failed');
  if (failure !== undefined) throw failure.error;
  if (work === undefined) throw new Error('the rehearsal ended before it had found its work');
  const conversations = options.sql === true ? transcript.parts : undefined;
  return { work, events, ledger: { ledger: ledger.ledger, ledgerProblem: ledger.ledgerProblem }, conversations };
}

/** What is known of what is loaded, and whom to ask about it. */
type FoundLedger = Rehearsed['ledger'] & Pick<Rehearsal, 'askReal'>;

/** Opens the real warehouse for reading. Where the days are stated, a plan can be made without it. */
async function findLedger(
  services: Services,
  { warehouse: target }: Config,
  { onlyNew }: RunRequest,
  isOffline: boolean,
  signal: AbortSignal,
): Promise<FoundLedger> {
  if (isOffline) return { ledger: 'unknown', ledgerProblem: 'it was not to be asked (--offline)', askReal: undefined };
  if (!isThere(target)) return { ledger: 'empty', ledgerProblem: null, askReal: undefined };
  try {
    const warehouse = await services.warehouse();
    const tables = openCatalog(warehouse.dialect).statement('state/tables');
    const ask = (statement: Statement) => warehouse.transaction((session) => session.query(statement), signal);
    const there = await ask(tables);
    const isEmpty = !there.some(({ name }) => name === 'etl_files');
    // Of tables that are not there nothing can be asked.
    const askReal: FoundLedger['askReal'] = async (statement) => {
      if (statement.name === tables.name) return there;
      return isEmpty ? [] : ask(statement);
    };
    return { ledger: isEmpty ? 'empty' : 'read', ledgerProblem: null, askReal };
  } catch (error) {
    throwIfAborted(signal);
    const { kind, message } = toEtlError(error);
    if (kind === 'bug' || onlyNew !== 'songs') throw error;
    return { ledger: 'unknown', ledgerProblem: message, askReal: undefined };
  }
}

/** The same request, with checks that are sent and never fail, and without a second attempt: nothing fails on paper. */
function withoutVerdicts(request: RunRequest): RunRequest {
  const { checks, retry } = request;
  const definitions = checks.definitions.map(passing);
  return { ...request, retry: { ...retry, retries: 0 }, checks: { ...checks, definitions } };
}

function passing(check: CheckDefinition): CheckDefinition {
  const { demand } = check;
  if (demand.kind === 'rows') return check;
  const compare = () => ({ count: 0, expected: 0, lines: [] });
  return { ...check, demand: { kind: 'result', text: demand.text, compare } };
}

function mustBeStated(): ConfigError {
  return new ConfigError([
    '--offline: only the warehouse knows what is new. State the days: --date, --from and --to, or --all',
  ]);
}
