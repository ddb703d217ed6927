import { describe, expect, it } from 'vitest';
import { EtlError } from '../src/core/errors.ts';
import { redactionFor, withoutSecrets } from '../src/known-secrets.ts';

describe('what is known to be secret', () => {
  it.each([
    [{ WAREHOUSE_PASSWORD: 'hunter-22' }, 'the password hunter-22 is wrong', 'the password [redacted] is wrong'],
    [{ AWS_SESSION_TOKEN: 'to/ken+1=' }, 'sent to%2Fken%2B1%3D', 'sent [redacted]'],
    [{ AWS_SECRET_ACCESS_KEY: 'ab"cdefg' }, '{"key":"ab\\"cdefg"}', '{"key":"[redacted]"}'],
    [{ WAREHOUSE_URL: 'redshift://etl:p%40ssword@host/db' }, 'p@ssword and p%40ssword', '[redacted] and [redacted]'],
    [{ NOTIFY_URL: 'https://x.com/services/T0/abcdefghij0123456789' }, 'POST abcdefghij0123456789', 'POST [redacted]'],
    [{ NOTIFY_URL: 'https://x.com/?sig=abcdefgh' }, 'it is abcdefgh', 'it is [redacted]'],
    [{ WAREHOUSE_PASSWORD: 'hunter-22', PGPASSWORD: 'hunter-22-long' }, 'hunter-22-long', '[redacted]'],
    [{ WAREHOUSE_PASSWORD: 'etl' }, 'etl is a word', 'etl is a word'],
    [{}, 'nothing', 'nothing'],
  ])('%j is taken out of %s', (env, text, expected) => {
    expect(redactionFor(env).data(text)).toBe(expected);
  });

  it('goes from every text of every event, data otherwise stays as it is', () => {
    const redaction = redactionFor({ WAREHOUSE_PASSWORD: 'hunter-22' });
    const text = 'x hunter-22 a:b@c';
    const error = new EtlError('warehouse', text, { hint: text, details: [text], cause: new TypeError(text) });
    const result = { check: 'a', sample: [{ column: text, rows: 5, none: null }] };
    const events = [
      { type: 'run-failed', error },
      { type: 'notice', level: 'info', message: text },
      { type: 'task-finished', task: 'a', outcome: 'failed', figures: {}, reason: text, durationMs: 1 },
      { type: 'check-finished', result },
    ] as unknown as Parameters<typeof withoutSecrets>[0][];
    const [failed, ...others] = events.map((event) => withoutSecrets(event, redaction));
    expect(JSON.stringify(others)).not.toContain('hunter');
    expect(others[2]).toMatchObject({ result: { sample: [{ column: 'x [redacted] a:b@c', rows: 5, none: null }] } });
    const { message, hint, details, cause, kind } = (failed as { error: EtlError }).error;
    expect({ kind, message, hint, details }).toEqual({
      kind: 'warehouse',
      ...{ message: 'x [redacted] [redacted]@c', hint: 'x [redacted] [redacted]@c' },
      details: ['x [redacted] a:b@c'],
    });
    expect((cause as Error).stack).not.toContain('hunter');
  });
});
