import { describe, expect, it } from 'vitest';
import {
  briefly,
  ConfigError,
  EtlError,
  EXIT_CODES,
  InterruptedError,
  messageOf,
  throwIfAborted,
  toEtlError,
  unreachable,
} from '../../src/core/errors.ts';

describe('EtlError', () => {
  it.each(Object.entries(EXIT_CODES))('of kind %s exits with %i', (kind, code) => {
    expect(new EtlError(kind as keyof typeof EXIT_CODES, 'x').exitCode).toBe(code);
  });

  it('has a code of its own for each kind', () => {
    const codes = Object.values(EXIT_CODES);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('carries what failed, the evidence, what to do, and the cause', () => {
    const cause = new Error('ENOENT');
    const error = new EtlError('source', 'gone', { hint: 'look', details: ['a'], cause });
    expect(error).toMatchObject({ name: 'EtlError', message: 'gone', hint: 'look', details: ['a'], cause });
    expect(error).toBeInstanceOf(Error);
  });

  it('has no cause unless there is one', () => {
    expect('cause' in new EtlError('source', 'gone')).toBe(false);
    expect(new EtlError('source', 'gone')).toMatchObject({ hint: undefined, details: [] });
  });
});

describe('ConfigError', () => {
  it('is the one problem itself', () => {
    expect(new ConfigError(['LOG_DATA: empty'])).toMatchObject({
      message: 'LOG_DATA: empty',
      details: [],
      exitCode: 2,
    });
  });

  it('lists several', () => {
    expect(new ConfigError(['a', 'b'])).toMatchObject({
      message: '2 problems with the configuration:',
      details: ['a', 'b'],
    });
  });
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends with %i', (signal, code) => {
  expect(new InterruptedError(signal).exitCode).toBe(code);
  expect(new InterruptedError(signal).message).toContain(signal);
});

it('throwIfAborted throws the very reason', () => {
  const reason = new InterruptedError('SIGINT');
  expect(() => throwIfAborted(AbortSignal.abort(reason))).toThrow(reason);
  expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
});

it('messageOf makes text of anything', () => {
  expect([new Error('a'), 'b', 3, undefined, null].map(messageOf)).toEqual(['a', 'b', '3', 'undefined', 'null']);
});

it('toEtlError leaves what is explained and calls the rest a bug', () => {
  const explained = new EtlError('source', 'gone');
  expect(toEtlError(explained)).toBe(explained);
  const cause = new TypeError('x is undefined');
  expect(toEtlError(cause)).toMatchObject({ kind: 'bug', message: 'x is undefined', cause });
});

it('unreachable names the value', () => {
  expect(() => unreachable({ type: 'new' } as never)).toThrow('unexpected value {"type":"new"}');
});

describe('briefly', () => {
  it.each([
    [new EtlError('source', 'gone'), 'gone'],
    [
      new EtlError('badData', '2 records are bad', { details: ['a.json:3: ts', 'a.json:4: ts'] }),
      '2 records are bad: a.json:3: ts',
    ],
    [
      new EtlError('badData', 'no day', { details: ['2018-11-02: bad', '  a.json:3: ts', '  b'] }),
      'no day: 2018-11-02: bad: a.json:3: ts',
    ],
    [new ConfigError(['A: x', 'B: y']), '2 problems with the configuration: A: x'],
  ])('%s', (error, text) => {
    expect(briefly(error)).toBe(text);
  });
});
