import type { Remainder } from './catch-up.ts';
import { chunksOf, newChunkedRun, tasksFor } from './chunks.ts';
import type { RunEvent, TaskView } from './core/event.ts';
import type { FileState, PlannedChunk, PlannedConversation, PlannedFile, RunPlan } from './core/run-plan.ts';
import type { StageFile } from './core/warehouse.ts';
import type { Redaction } from './known-secrets.ts';
import type { FileChanges } from './ledger.ts';
import type { TranscriptPart } from './warehouses/index.ts';

/** What a rehearsal brought to light. */
export interface Rehearsed {
  readonly work: Remainder;
  /** Everything that it told. */
  readonly events: readonly RunEvent[];
  readonly ledger: Pick<RunPlan, 'ledger' | 'ledgerProblem'>;
  /** What the warehouse would be sent; undefined: nobody wants to know. */
  readonly conversations: readonly TranscriptPart[] | undefined;
}

const NO_CHANGES: FileChanges = { fresh: [], changed: [], unchanged: [], vanished: [] };

/** The plan of a run that was rehearsed. Secrets are gone from it. */
export function planOf({ work, events, ledger, conversations }: Rehearsed, redaction: Redaction): RunPlan {
  const { request, input, songs, changes } = work;
  const { events: logChanges, songs: songChanges } = changes ?? { events: NO_CHANGES, songs: NO_CHANGES };
  const started = events.find((event) => event.type === 'run-started');
  const read = new Set([...input.files, ...songs.files]);
  const stateOf = stateIn([logChanges, songChanges], ledger.ledger === 'unknown');
  const leftOut = (files: readonly StageFile[]) => files.filter((file) => !read.has(file)).length;
  return {
    command: request.command,
    version: request.version,
    warehouse: redaction.message(started?.warehouse ?? ''),
    ...ledger,
    days: input.days,
    missingDays: input.missing,
    logFiles: input.files.map(stateOf),
    songFiles: songs.files.map(stateOf),
    leftOut: { logFiles: leftOut(logChanges.unchanged), songFiles: leftOut(songChanges.unchanged) },
    vanished: [...logChanges.vanished, ...songChanges.vanished].map(({ uri, day = null }) => ({ uri, day })),
    tasks: started?.tasks ?? [],
    chunks: chunksIn(work, started?.tasks ?? []),
    notices: events.flatMap((event) => (event.type === 'notice' ? [event.message] : [])),
    ...(conversations === undefined
      ? {}
      : { conversations: conversations.map((part) => withoutSecrets(part, redaction)) }),
  };
}

function stateIn(changes: readonly FileChanges[], isUnknown: boolean): (file: StageFile) => PlannedFile {
  const fresh = new Set(changes.flatMap((each) => each.fresh));
  const changed = new Set(changes.flatMap((each) => each.changed));
  const known = (file: StageFile): FileState => (fresh.has(file) ? 'new' : changed.has(file) ? 'changed' : 'unchanged');
  return (file) => ({
    uri: file.object.uri,
    state: isUnknown ? 'unknown' : known(file),
    bytes: file.object.size,
    day: file.day ?? null,
  });
}

/** As `runChunks` makes them, if none fails. */
function chunksIn({ request, input }: Remainder, views: readonly TaskView[]): readonly PlannedChunk[] {
  if (views.length === 0) return [];
  const progress = newChunkedRun(input.days);
  return chunksOf(input.days, request.chunk.days).map((days) => {
    const tasks = tasksFor(request.tasks, progress, days);
    progress.effects.push(...tasks.map((task) => ({ task, figures: {} })));
    return { days, tasks: tasks.map(({ id }) => id) };
  });
}

/** Keys of AWS in a COPY, whatever they are. */
const KEY_CLAUSE = /\b(access_key_id|secret_access_key|session_token) '[^']*'/gi;

function withoutSecrets({ title, statements }: TranscriptPart, { data }: Redaction): PlannedConversation {
  return {
    title,
    statements: statements.map(({ name, sql, values }) => ({
      name,
      sql: data(sql.replace(KEY_CLAUSE, "$1 '[redacted]'")),
      values: values.map((value) => (typeof value === 'string' ? data(value) : value)),
    })),
  };
}
