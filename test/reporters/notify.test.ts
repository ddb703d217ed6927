import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EtlError, InterruptedError } from '../../src/core/errors.ts';
import type { PreviousRun, RunEvent } from '../../src/core/event.ts';
import { createRunReporter } from '../../src/reporters/run-reporter.ts';
import { MemoryOutput } from '../support/memory-output.ts';
import { SUMMARY } from '../support/scripted-run.ts';
import { startWebhook, type Webhook } from '../support/webhook.ts';
import { failedStagingRun, type successfulRun } from './recorded-runs.ts';

let hook: Webhook;
beforeEach(async () => {
  hook = await startWebhook();
});
afterEach(() => hook.stop());

type Occasion = 'failure' | 'recovery' | 'always';
const USUAL: readonly Occasion[] = ['failure', 'recovery'];
const TOKEN = 'T0/B0/xyzzyxyzzyxyzzy';

interface Circumstances {
  readonly on?: readonly Occasion[];
  readonly url?: string;
  readonly signal?: AbortSignal;
  readonly redact?: (text: string) => string;
}

/** Tells events; returns what was written for people. */
async function tell(events: readonly RunEvent[], changes: Circumstances = {}) {
  const messages = new MemoryOutput();
  const { on = USUAL, url = `${hook.origin}/services/${TOKEN}`, redact = (text) => text } = changes;
  const { signal = new AbortController().signal } = changes;
  const shown = new URL(url).origin;
  const place = { run: 'run-2', command: 'run-all', host: 'etl-1', signal, redact };
  const notify = { ...place, url, shown, on: new Set(on) };
  const reporter = await createRunReporter('quiet', {
    ...{ messages, results: new MemoryOutput(), env: {}, now: () => new Date(0) },
    outlets: { notify },
  });
  for (const event of events) reporter.report(event);
  await reporter.close();
  return messages.text;
}

const eventsOf = ({ steps }: ReturnType<typeof successfulRun>) => steps.map(({ event }) => event);
const ended = (
  state: 'succeeded' | 'failed',
  previous?: PreviousRun['state'],
  incompleteDays?: readonly string[],
): RunEvent => ({
  type: 'run-finished',
  summary: { ...SUMMARY, state, exitCode: state === 'failed' ? 5 : 0 },
  ...(previous === undefined ? {} : { previous: { run: 'run-1', state: previous } }),
  ...(incompleteDays === undefined ? {} : { incompleteDays }),
});
const failed = (message: string, hint?: string): RunEvent => ({
  type: 'run-failed',
  error: new EtlError('warehouse', message, hint === undefined ? {} : { hint }),
});

describe('is posted', () => {
  test('of a failure, with text and figures', async () => {
    await tell(eventsOf(failedStagingRun()));
    expect(hook.posted).toHaveLength(1);
    const [{ path, headers, body } = { path: '', headers: {}, body: {} }] = hook.posted;
    expect(path).toBe(`/services/${TOKEN}`);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toMatchObject({ run: 'run-2', command: 'run-all', host: 'etl-1', state: 'failed', isRecovery: false });
    expect(body.text).toMatch(/^✖ sparkify-etl run-all failed on etl-1 after .* \(exit code \d\)\n/);
    expect(body.text).toContain(body.error.message);
    expect(body.text).toMatch(/\nrun run-2$/);
  });

  test.each([
    ['succeeded', 'failed', true],
    ['succeeded', 'interrupted', true],
    ['succeeded', 'abandoned', true],
    ['succeeded', 'succeeded', false],
    ['succeeded', undefined, false],
    ['failed', 'failed', true],
  ] as const)('where one %s after one that %s: %s', async (state, previous, isPosted) => {
    await tell([...(state === 'failed' ? [failed('no')] : []), ended(state, previous)]);
    expect(hook.posted.map(({ body }) => body.isRecovery)).toEqual(isPosted ? [state === 'succeeded'] : []);
    if (isPosted && state === 'succeeded') {
      expect(hook.posted[0]?.body.text).toMatch(
        /^✔ sparkify-etl run-all works again on etl-1 .*the run before it, run-1, /s,
      );
    }
  });

  test('of a recovery, with the days that it did not mend', async () => {
    await tell([ended('succeeded', 'failed', ['2018-11-02', '2018-11-03'])]);
    await tell([ended('succeeded', 'failed')]);
    const [some, none] = hook.posted.map(({ body }) => body);
    expect(some).toMatchObject({ isRecovery: true, incompleteDays: ['2018-11-02', '2018-11-03'] });
    expect(some.text).toMatch(
      /\nstill failed or not reached: 2018-11-02 .*2018-11-03.* \(sparkify-etl retry loads them\)\n/,
    );
    expect(none).toMatchObject({ isRecovery: true, incompleteDays: [] });
    expect(none.text).not.toContain('still');
  });

  test('as often as is asked for', async () => {
    await tell([ended('succeeded', 'failed')], { on: ['failure'] });
    await tell([failed('no'), ended('failed')], { on: ['recovery'] });
    expect(hook.posted).toEqual([]);
    await tell([ended('succeeded')], { on: ['always'] });
    expect(hook.posted[0]?.body).toMatchObject({ state: 'succeeded', exitCode: 0, days: SUMMARY.days });
  });

  test('also of what kept a run from beginning, and of an interrupted one', async () => {
    await tell([{ type: 'run-failed', error: new EtlError('usage', 'which days?') }]);
    await tell([{ type: 'run-failed', error: new InterruptedError('SIGTERM') }]);
    expect(hook.posted.map(({ body }) => [body.state, body.exitCode])).toEqual([
      ['failed', 2],
      ['interrupted', 143],
    ]);
  });
});

describe('the text', () => {
  test('is short, and addresses nobody', async () => {
    const message = `<!channel> @channel @HERE <https://example.com|click> ${'x'.repeat(5000)}`;
    await tell([failed(message, 'y'.repeat(5000)), ended('failed')]);
    const { text } = hook.posted[0]?.body ?? {};
    expect([...text].length).toBeLessThanOrEqual(1000);
    expect(text).not.toMatch(/[<>]|@channel|@here/i);
    expect(hook.posted[0]?.text.length).toBeLessThan(8000);
  });

  test('names what is at fault, as far as there is room; the rest of it stays', async () => {
    const evidence = (count: number) =>
      Array.from({ length: count }, (_, n) => `2018-11-02: log ${n} <!here>\nts: "soon"`);
    const failedBy = (details: readonly string[], message = '3 days could not be loaded'): RunEvent => ({
      type: 'run-failed',
      error: new EtlError('badData', message, { details, hint: 'mend what is named' }),
    });
    for (const [details, message] of [
      [evidence(2)],
      [evidence(100)],
      [['x'.repeat(5000), ...evidence(1)]],
      [evidence(2), 'y'.repeat(5000)],
    ] as const)
      await tell([failedBy(details, message), ended('failed')]);
    const [few, many, long, crowded] = hook.posted.map(({ body }) => body);
    expect(few.text).toContain(
      '\n3 days could not be loaded\n2018-11-02: log 0 ‹!here›\nts: "soon"\n2018-11-02: log 1 ‹!here›\nts: "soon"\n→ mend what is named\nrun run-2',
    );
    expect(few.error.details).toEqual(evidence(2).flatMap((each) => each.split('\n')));
    expect(many.text).toMatch(/2018-11-02: log 0 ‹!here›\n.*\n… and \d+ more\n→ mend what is named\nrun run-2$/s);
    expect(many.error.details).toHaveLength(20);
    expect(long.text).toMatch(/\nx+…\n2018-11-02: log 0 ‹!here›\n/);
    expect(crowded.text).toMatch(/\ny+…\n2018-11-02: log 0 .*\n→ mend what is named\nrun run-2$/s);
    for (const { text } of [few, many, long, crowded]) expect([...text].length).toBeLessThanOrEqual(1000);
    for (const { text } of hook.posted) expect(text.length).toBeLessThan(8000);
  });

  test('speaks of records as loaded only where all went well', async () => {
    await tell([failed('no'), ended('failed')]);
    await tell([ended('succeeded')], { on: ['always'] });
    const [bad, good] = hook.posted.map(({ body }) => body.text);
    expect(bad).toMatch(/\n[\d,]+ records staged, /);
    expect(good).toMatch(/\n[\d,]+ records loaded, /);
  });

  test('and all else has no secret', async () => {
    await tell([failed('hunter22 is wrong', 'not hunter22'), ended('failed')], {
      redact: (text) => text.replaceAll('hunter22', '[redacted]'),
    });
    expect(hook.posted[0]?.text).toContain('[redacted] is wrong');
    const details = ['hunter22 in the data'];
    const error = new EtlError('badData', 'no', { details });
    await tell([{ type: 'run-failed', error }], { redact: (text) => text.replaceAll('hunter22', '[redacted]') });
    expect(hook.posted[1]?.body.error.details).toEqual(['[redacted] in the data']);
    expect(hook.posted.map(({ text }) => text).join()).not.toContain('hunter22');
  });
});

describe('trouble', () => {
  const failure = [failed('no'), ended('failed')];

  test.each([
    ['500', { status: 500 }, 3, /answers 500/],
    ['429', { status: 429 }, 3, /answers 429/],
    ['a broken connection', 'reset', 3, /the connection failed \(\w+\)/],
    ['404', { status: 404 }, 1, /answers 404/],
    ['a redirect', { status: 307, headers: { location: 'http://localhost/elsewhere' } }, 1, /answers 307, a redirect/],
  ] as const)('%s is a warning without the URL, after %#', async (_, answer, attempts, message) => {
    hook.answer(() => answer);
    const shown = await tell(failure);
    expect(hook.posted).toHaveLength(attempts);
    const warnings = shown.split('\n').filter((line) => line.startsWith('⚠'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(message);
    expect(warnings[0]).toContain(`could not be posted to ${hook.origin}`);
    expect(shown).not.toMatch(/services|xyzzy/);
  });

  test('that passes is none', async () => {
    hook.answer((count) => ({ status: count < 3 ? 503 : 204 }));
    expect(await tell(failure)).not.toContain('⚠');
    expect(hook.posted).toHaveLength(3);
  });

  test('a host that is not there, or TLS where there is none, is a warning', async () => {
    const gone = await startWebhook();
    await gone.stop();
    expect(await tell(failure, { url: `${gone.origin}/x` })).toMatch(/⚠ .* \(ECONNREFUSED\)\n/);
    expect(await tell(failure, { url: `${hook.origin.replace('http:', 'https:')}/x` })).toMatch(
      /⚠ .*the connection failed/,
    );
  });

  test('a server that is silent after a signal is not waited for', async () => {
    hook.answer(() => 'silence');
    expect(await tell(failure, { signal: AbortSignal.abort() })).toMatch(/⚠ .*no answer in time\n/);
  });
});

test('a user and a password in the URL become a header', async () => {
  await tell([failed('no'), ended('failed')], { url: hook.origin.replace('//', '//me:p%40ss@') });
  expect(hook.posted[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
});
