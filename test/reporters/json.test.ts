import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EtlError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/event.ts';
import { createReporter } from '../../src/reporters/index.ts';
import { MemoryOutput } from '../support/memory-output.ts';
import { ScriptedRun } from '../support/scripted-run.ts';
import { failedCheckRun, runUntilStaging } from './recorded-runs.ts';

async function present(events: readonly RunEvent[]) {
  const messages = new MemoryOutput();
  const results = new MemoryOutput();
  const now = () => new Date('2026-03-01T04:00:00Z');
  const reporter = await createReporter('json', { messages, results, env: {}, now });
  for (const event of events) reporter.report(event);
  await reporter.close();
  expect(messages.text).toBe('');
  return results.text.split('\n').slice(0, -1);
}

const eventsOf = (run: ScriptedRun) => run.steps.map((step) => step.event);

test('an event is a line with its time and type first', async () => {
  expect(await present([{ type: 'task-started', task: 'stage-songs' }])).toEqual([
    '{"time":"2026-03-01T04:00:00.000Z","type":"task-started","task":"stage-songs"}',
  ]);
});

test('no event of a run is lost, and each keeps its content', async () => {
  const events = eventsOf(failedCheckRun()).filter(({ type }) => type !== 'run-failed');
  const lines = await present(events);
  const time = '2026-03-01T04:00:00.000Z';
  expect(lines.map((line) => JSON.parse(line))).toEqual(events.map((event) => ({ time, ...event })));
});

test('an error becomes data; a bug brings its stack', async () => {
  const known = new EtlError('source', 'cannot read', { details: ['one', 'two'], hint: 'try again' });
  const bug = new EtlError('bug', 'x is undefined', { cause: new TypeError('x is undefined') });
  const lines = await present([
    { type: 'run-failed', error: known },
    { type: 'run-failed', error: bug },
  ]);
  expect(lines.map((line) => JSON.parse(line).error)).toEqual([
    { kind: 'source', exitCode: 4, message: 'cannot read', details: ['one', 'two'], hint: 'try again' },
    { kind: 'bug', exitCode: 70, message: 'x is undefined', details: [], stack: expect.stringContaining('TypeError') },
  ]);
});

test('progress is written at most once a second for each task', async () => {
  const progress = (task: string, durationMs: number): RunEvent => {
    return { type: 'task-progressed', task, figures: { rows: durationMs }, durationMs };
  };
  const songs = [100, 200, 1099, 1100, 1500, 2100].map((moment) => progress('songs', moment));
  const lines = await present([...songs, progress('events', 2150)]);
  const written = lines.map((line) => JSON.parse(line));
  expect(written.map(({ task, durationMs }) => [task, durationMs])).toEqual([
    ['songs', 100],
    ['songs', 1100],
    ['songs', 2100],
    ['events', 2150],
  ]);
});

test('64-bit integers keep their value', async () => {
  const result = {
    check: 'c',
    title: 'c',
    severity: 'error',
    scope: 'days',
    outcome: 'failed',
    count: 1,
    origin: 'c.sql',
    durationMs: 1,
  } as const;
  const sample = [{ safe: 9007199254740991n, large: 9007199254740993n, negative: -9007199254740993n }];
  const [line] = await present([{ type: 'check-finished', result: { ...result, sample } }]);
  expect(line).toContain('{"safe":9007199254740991,"large":"9007199254740993","negative":"-9007199254740993"}');
});

describe('docs/json-output.md', () => {
  const text = readFileSync(new URL('../../docs/json-output.md', import.meta.url), 'utf8');
  const sections = text.split(/^## /m).slice(1);
  const documented = new Map(
    sections.map((section) => {
      const [name = ''] = /(?<=^`).*(?=`)/.exec(section) ?? [];
      const [example = 'null'] = /(?<=```json\n).*(?=\n```)/s.exec(section) ?? [];
      return [name, JSON.parse(example)];
    }),
  );
  // The compiler asks for an entry here when the union gets a new event.
  const types = {
    'run-started': true,
    'chunk-started': true,
    notice: true,
    'task-started': true,
    'task-progressed': true,
    'task-finished': true,
    'retry-scheduled': true,
    'check-finished': true,
    'publish-finished': true,
    'run-failed': true,
    'run-finished': true,
  } satisfies Record<RunEvent['type'], true>;

  // The single documents of subcommands that are no runs have tests of their own.
  const DOCUMENTS = ['plan', 'history', 'past-run', 'status', 'pruned'];

  test('describes exactly the events that there are', () => {
    expect([...documented.keys()].filter((name) => !DOCUMENTS.includes(name)).sort()).toEqual(
      Object.keys(types).sort(),
    );
  });

  test.each(Object.keys(types))('shows %s as it is written', async (type) => {
    const missingDays = [{ day: '2018-11-03', lookedFor: 'log_data/2018/11/2018-11-03-events.json' }];
    const others = new ScriptedRun()
      .start(missingDays)
      .retry('stage-songs', 5, 'the connection was lost', 10)
      .skip('because', 'fact-songplays')
      .finish({ missingDays });
    const share = { outcome: 'failed', count: 12, examined: 96, share: 0.125, sample: [{ user_id: 12 }] } as const;
    const checks = new ScriptedRun().check({ 1: share });
    const chunk = { number: 2, total: 3, days: ['2018-11-01'], tasks: ['stage:events'], remainingMs: 1 };
    const chunks = [{ type: 'chunk-started', ...chunk } as const];
    const events = [others, runUntilStaging(), checks, failedCheckRun()].flatMap(eventsOf).concat(chunks);
    const lines = await present(events.filter((event) => event.type === type));
    expect(shapeOf(documented.get(type))).toEqual(shapeOf(JSON.parse(lines[0] ?? 'null')));
  });
});

/** Where which keys stand, without values; of a list, those of its first entry. What is keyed by the data has no shape. */
function shapeOf(value: unknown, key = ''): unknown {
  if (['figures', 'tables', 'sample'].includes(key)) return key;
  if (Array.isArray(value)) return ['object', 'undefined'].includes(typeof value[0]) ? [shapeOf(value[0])] : ['value'];
  if (typeof value !== 'object' || value === null) return 'value';
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shapeOf(entry, name)]));
}
