import { describe, expect, it } from 'vitest';
import { EtlError, InterruptedError } from '../../src/core/errors.ts';
import type { Figures, RunEvent } from '../../src/core/event.ts';
import { type ExecuteOptions, execute, failureOf, type TaskResult } from '../../src/core/execute.ts';
import type { Operator, Task } from '../../src/core/task.ts';

type Log = string[];

/** A task that notes its start and its end in the context. */
function task(id: string, needs: readonly string[] = [], work: () => Promise<Figures> = async () => ({})): Task<Log> {
  const run: Operator<Log> = async (log) => {
    log.push(`${id} starts`);
    try {
      return await work();
    } finally {
      log.push(`${id} ends`);
    }
  };
  return { id, stage: 'create', title: id, needs, run };
}

const failing = (message: string) => () => Promise.reject(new EtlError('badData', message));

/** A promise and what settles it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

async function runAll(tasks: readonly Task<Log>[], options: Partial<ExecuteOptions<Log>> = {}) {
  const log: Log = [];
  const events: RunEvent[] = [];
  let time = 0;
  const results = await execute(tasks, {
    context: log,
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
    clock: () => time++,
    ...options,
  });
  return { log, events, results };
}

const outcomesOf = (results: ReadonlyMap<string, TaskResult>) =>
  Object.fromEntries([...results].map(([id, { outcome }]) => [id, outcome]));
const finished = (events: readonly RunEvent[], id: string) =>
  events.filter((event) => event.type === 'task-finished' && event.task === id);

describe('execute', () => {
  it('starts a task when all it needs has succeeded, not before', async () => {
    const { log } = await runAll([task('a'), task('b'), task('c', ['a', 'b'])]);
    expect(log).toEqual(['a starts', 'b starts', 'a ends', 'b ends', 'c starts', 'c ends']);
  });

  it('does not wait for tasks that a task does not need', async () => {
    const { open, opened } = gate();
    const slow = task('slow', [], () => opened.then(() => ({})));
    // Ends only after its own dependent has run: would hang if dependents waited for the whole level.
    const dependent = task('dependent', ['quick'], async () => {
      open();
      return {};
    });
    const { log } = await runAll([slow, task('quick'), dependent]);
    expect(log.indexOf('dependent ends')).toBeLessThan(log.indexOf('slow ends'));
  });

  it('counts needs outside the list as met', async () => {
    const { results } = await runAll([task('a', ['elsewhere'])]);
    expect(outcomesOf(results)).toEqual({ a: 'succeeded' });
  });

  it('skips what depends on a failure, says why, and goes on with the rest', async () => {
    const tasks = [
      task('bad', [], failing('broken')),
      task('worse', [], failing('broken too')),
      task('child', ['bad', 'fine', 'worse']),
      task('grandchild', ['child']),
      task('fine'),
      task('other', ['fine']),
    ];
    const { results, events, log } = await runAll(tasks);
    expect(outcomesOf(results)).toEqual({
      bad: 'failed',
      worse: 'failed',
      child: 'skipped',
      grandchild: 'skipped',
      fine: 'succeeded',
      other: 'succeeded',
    });
    expect(finished(events, 'child')).toMatchObject([{ outcome: 'skipped', reason: 'upstream failed: bad, worse' }]);
    expect(finished(events, 'grandchild')).toMatchObject([{ outcome: 'skipped', reason: 'upstream failed: child' }]);
    expect(log).not.toContain('child starts');
  });

  it('keeps the error and reports its message', async () => {
    const error = new EtlError('badData', 'broken');
    const { results, events } = await runAll([task('bad', [], () => Promise.reject(error))]);
    expect(results.get('bad')?.error).toBe(error);
    expect(finished(events, 'bad')).toMatchObject([{ outcome: 'failed', reason: 'broken', figures: {} }]);
  });

  it('starts nothing more after an abort and gives its reason to what it stopped', async () => {
    const controller = new AbortController();
    const reason = new InterruptedError('SIGINT');
    const stopped = task('stopped', [], async () => {
      controller.abort(reason);
      throw new Error('socket closed');
    });
    const { results, events } = await runAll(
      [stopped, task('next', ['stopped']), task('also', ['elsewhere', 'ends'])],
      {
        signal: controller.signal,
        earlier: new Map([['ends', { outcome: 'succeeded', figures: {} }]]),
      },
    );
    expect(outcomesOf(results)).toMatchObject({ stopped: 'failed', next: 'skipped' });
    expect(finished(events, 'stopped')).toMatchObject([{ reason: reason.message }]);
    expect(finished(events, 'next')).toMatchObject([{ reason: 'interrupted' }]);
  });

  it('starts nothing at all under a signal that is aborted already', async () => {
    const { results, log } = await runAll([task('a'), task('b')], { signal: AbortSignal.abort() });
    expect(outcomesOf(results)).toEqual({ a: 'skipped', b: 'skipped' });
    expect(log).toEqual([]);
  });

  it('honours outcomes of tasks that ran before, without listing them again', async () => {
    const earlier = new Map<string, TaskResult>([
      ['staged', { outcome: 'succeeded', figures: {} }],
      ['broken', { outcome: 'failed', figures: {}, error: new Error('x') }],
      ['left', { outcome: 'skipped', figures: {} }],
    ]);
    const tasks = [task('a', ['staged']), task('b', ['broken']), task('c', ['left'])];
    const { results } = await runAll(tasks, { earlier });
    expect(outcomesOf(results)).toEqual({ a: 'succeeded', b: 'skipped', c: 'skipped' });
  });

  it('reports start, progress and end of each task with its time since the start', async () => {
    const run: Operator<Log> = async (_log, report) => {
      report({ rows: 1 });
      return { rows: 2, rejected: 0 };
    };
    const { events, results } = await runAll([{ id: 'a', stage: 'fact', title: 'a', needs: [], run }]);
    expect(events).toEqual([
      { type: 'task-started', task: 'a' },
      { type: 'task-progressed', task: 'a', figures: { rows: 1 }, durationMs: 1 },
      { type: 'task-finished', task: 'a', outcome: 'succeeded', figures: { rows: 2, rejected: 0 }, durationMs: 2 },
    ]);
    expect(results.get('a')).toEqual({ outcome: 'succeeded', figures: { rows: 2, rejected: 0 } });
  });

  it('passes a failure on that is no Error', async () => {
    const { results, events } = await runAll([task('a', [], () => Promise.reject('text'))]);
    expect(results.get('a')?.error).toBe('text');
    expect(finished(events, 'a')).toMatchObject([{ reason: 'text' }]);
  });
});

describe('failureOf', () => {
  const resultsOf = (...errors: readonly unknown[]) =>
    new Map(errors.map((error, n): [string, TaskResult] => [`t${n}`, { outcome: 'failed', figures: {}, error }]));

  it('is nothing where nothing failed', () => {
    expect(failureOf(new Map([['a', { outcome: 'skipped', figures: {} }]]))).toBeUndefined();
  });

  it('is the only error itself', () => {
    const error = new EtlError('source', 'gone');
    expect(failureOf(resultsOf(error))).toBe(error);
  });

  it('merges several: kind of the first, all messages, their evidence, each hint once', () => {
    const first = new EtlError('badData', 'bad file', { details: ['line 1'], hint: 'mend it' });
    const second = new EtlError('checksFailed', 'bad rows', { hint: 'look at it' });
    const third = new EtlError('badData', 'bad too', { hint: 'mend it' });
    const merged = failureOf(resultsOf(first, second, third)) as EtlError;
    expect(merged).toBeInstanceOf(EtlError);
    expect(merged).toMatchObject({
      kind: 'badData',
      message: '3 tasks failed',
      details: ['bad file', '  line 1', 'bad rows', 'bad too'],
      hint: 'mend it\nlook at it',
      cause: first,
    });
  });

  it('counts one cause that failed several tasks in the same words once', () => {
    const [first, again] = [new EtlError('source', 'gone'), new EtlError('source', 'gone')];
    expect(failureOf(resultsOf(first, again))).toMatchObject({ kind: 'source', message: 'gone', details: [] });
    const merged = failureOf(resultsOf(first, new EtlError('badData', 'bad'), again));
    expect(merged).toMatchObject({ message: '2 tasks failed', details: ['gone', 'bad'] });
  });

  it('has no hint where none has', () => {
    const merged = failureOf(resultsOf(new EtlError('badData', 'a'), new EtlError('badData', 'b'))) as EtlError;
    expect(merged.hint).toBeUndefined();
  });

  it('is the bug, wherever it stands: nothing may hide it', () => {
    const bug = new TypeError('undefined is not a function');
    expect(failureOf(resultsOf(new EtlError('badData', 'a'), bug))).toBe(bug);
    expect(failureOf(resultsOf(bug, new EtlError('badData', 'a')))).toBe(bug);
    expect(failureOf(resultsOf(bug, new EtlError('badData', bug.message)))).toBe(bug);
  });
});
