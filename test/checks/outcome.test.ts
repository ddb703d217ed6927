import { describe, expect, it } from 'vitest';
import type { Threshold } from '../../src/checks/definition.ts';
import { parseThreshold } from '../../src/checks/header.ts';
import { outcomeOf, shareOf } from '../../src/checks/outcome.ts';

interface Case {
  readonly severity?: 'error' | 'warn';
  readonly warnIf?: string;
  readonly errorIf?: string;
  readonly count: number;
  readonly examined?: number;
}

function outcome({ severity = 'error', warnIf, errorIf, count, examined }: Case) {
  const threshold = (text: string | undefined): Threshold | undefined =>
    text === undefined ? text : parseThreshold(text);
  return outcomeOf({ severity, warnIf: threshold(warnIf), errorIf: threshold(errorIf) }, { count, examined });
}

describe('how a check comes out', () => {
  it.each([
    [{ count: 0, examined: 5 }, 'passed'],
    [{ count: 1, examined: 5 }, 'failed'],
    [{ count: 0 }, 'passed'],
    [{ count: 0, examined: 0 }, 'empty'],
    [{ count: 1, examined: 0 }, 'failed'],
    [{ severity: 'warn', count: 1, examined: 5 }, 'warned'],
    [{ severity: 'warn', count: 0, examined: 0 }, 'empty'],
    [{ severity: 'warn', errorIf: '> 0', count: 9, examined: 9 }, 'warned'],
    [{ errorIf: '> 100', count: 100, examined: 500 }, 'warned'],
    [{ errorIf: '> 100', count: 101, examined: 500 }, 'failed'],
    [{ errorIf: '> 100', warnIf: '> 10', count: 10, examined: 500 }, 'passed'],
    [{ errorIf: '> 100', warnIf: '> 10', count: 11, examined: 500 }, 'warned'],
    [{ errorIf: '>= 100', count: 100, examined: 500 }, 'failed'],
    [{ errorIf: '> 5%', warnIf: '> 1%', count: 5, examined: 100 }, 'warned'],
    [{ errorIf: '> 5%', warnIf: '> 1%', count: 6, examined: 100 }, 'failed'],
    [{ errorIf: '> 5%', warnIf: '> 1%', count: 1, examined: 100 }, 'passed'],
    [{ errorIf: '>= 0%', count: 0, examined: 100 }, 'passed'],
    [{ errorIf: '> 5%', count: 1, examined: 0 }, 'failed'],
  ] as const)('%j: %s', (given, expected) => {
    expect(outcome(given)).toBe(expected);
  });
});

it('a share is known where the examined rows are', () => {
  expect(shareOf({ count: 1, examined: undefined })).toBeUndefined();
  expect(shareOf({ count: 0, examined: 0 })).toBe(0);
  expect(shareOf({ count: 1, examined: 4 })).toBe(0.25);
  expect(shareOf({ count: 8, examined: 4 }), 'a join may find a row more than once').toBe(1);
});
