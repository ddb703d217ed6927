import { expect, test } from 'vitest';
import { EtlError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/event.ts';
import type { ReporterKind } from '../../src/reporters/index.ts';
import { createRunReporter } from '../../src/reporters/run-reporter.ts';
import { MemoryOutput } from '../support/memory-output.ts';
import { ScriptedRun } from '../support/scripted-run.ts';
import { mixedChecksRun, successfulRun } from './recorded-runs.ts';

async function present(kind: ReporterKind, events: readonly RunEvent[], isGithub = true) {
  const messages = new MemoryOutput();
  const results = new MemoryOutput();
  const env = isGithub ? { GITHUB_ACTIONS: 'true' } : {};
  const reporter = await createRunReporter(kind, { messages, results, env, now: () => new Date(0) });
  for (const event of events) reporter.report(event);
  await reporter.close();
  return { messages: messages.text, results: results.text };
}

const eventsOf = ({ steps }: ScriptedRun) => steps.map(({ event }) => event);

/** Reads lines as GitHub's runner does (actions/runner, ActionCommand.cs): both forms of commands. */
function commandsIn(text: string): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, name] = /^\s*::(\S+?)(?: .*?)?::/.exec(line) ?? /##\[(\S+?)(?: [^\]]*)?\]/.exec(line) ?? [];
    return name === undefined ? [] : [name];
  });
}

test('the lines of each stage are a group, opened and closed', async () => {
  const { messages } = await present('plain', eventsOf(successfulRun()));
  const marks = messages.split('\n').filter((line) => line.startsWith('::'));
  expect(marks).toEqual(
    ['Create tables', 'Stage records', 'Load facts', 'Load dimensions', 'Checks'].flatMap((title) => [
      `::group::${title}`,
      '::endgroup::',
    ]),
  );
  expect(messages).toMatch(/::group::Load facts\n\S+ done +fact .*songplays.*\n::endgroup::/);
  // What the run says as a whole is outside.
  expect(messages.split('::group::')[0]).toMatch(/start +run/);
});

test('groups are only for plain lines, and only for GitHub', async () => {
  for (const kind of ['quiet', 'json'] as const) {
    const { messages, results } = await present(kind, eventsOf(successfulRun()));
    expect(messages + results).not.toContain('::group::');
  }
  expect((await present('plain', eventsOf(mixedChecksRun()), false)).messages).not.toContain('::');
});

const ATTACKS = [
  '::add-mask::e',
  '  ::stop-commands::x',
  'x\n::error::forged',
  'x\r\t::set-env name=PATH::y',
  'x ##[add-mask]e',
  '##[set-output name=a;]b',
  'x\n\u00a0::debug::x',
];

test.each(ATTACKS)('data is never a command: %j', async (attack) => {
  const error = new EtlError('badData', attack, { details: [attack, `a: ${attack}`], hint: attack });
  const result = {
    outcome: 'failed',
    count: 1,
    sample: [{ [attack]: attack }],
    finding: attack,
    title: attack,
  } as const;
  const run = new ScriptedRun(['Users are unique.'])
    .start()
    .report({ type: 'notice', level: 'warning', message: attack })
    .check({ 1: result })
    .finish({ state: 'failed', exitCode: 3, missingDays: [{ day: '2018-11-01', lookedFor: attack }] }, error);
  for (const kind of ['plain', 'quiet', 'json'] as const) {
    const { messages, results } = await present(kind, eventsOf(run));
    const found = commandsIn(messages + results).filter((name) => !['group', 'endgroup'].includes(name));
    // The annotations are ours: of the failure, and of the check.
    expect(found, messages + results).toEqual(['error', 'error']);
  }
});

test('lines of JSON mean the same as elsewhere', async () => {
  const events: RunEvent[] = ATTACKS.map((message) => ({ type: 'notice', level: 'info', message: `${message} ##[` }));
  const [inside, outside] = [await present('json', events), await present('json', events, false)];
  const parsed = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  expect(inside.results).not.toContain('##[');
  expect(parsed(inside.results)).toEqual(parsed(outside.results));
});
