import { beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../src/core/event.ts';
import { LOOK_AT, UnderWay } from '../src/under-way.ts';

let underWay: UnderWay;
beforeEach(() => {
  underWay = new UnderWay();
});
const begin = (...tasks: readonly string[]) => {
  for (const task of tasks) underWay.add({ type: 'task-started', task });
};
const end = (task: string) =>
  underWay.add({ type: 'task-finished', task, outcome: 'succeeded', figures: {}, durationMs: 1 });
const started: RunEvent = {
  type: 'run-started',
  ...{ run: 'run-1', command: 'run-all', version: '1', warehouse: 'duckdb:x', days: [], missingDays: [], tasks: [] },
};

describe('what is under way', () => {
  it('before there are tasks: the step', () => {
    expect([underWay.words, underWay.lookAt]).toEqual(['listing the sources', LOOK_AT.surroundings]);
    underWay.enter('opening the warehouse');
    expect(underWay.words).toBe('opening the warehouse');
  });

  it('then the tasks that have begun and not ended', () => {
    underWay.add(started);
    begin('stage:events', 'stage:songs');
    expect([underWay.words, underWay.lookAt]).toEqual(['stage:events, stage:songs', LOOK_AT.tasks]);
    end('stage:events');
    expect(underWay.words).toBe('stage:songs');
    end('stage:songs');
    expect(underWay.words).toBe('preparing or committing what tasks do');
  });

  it('checks as one, and no long lists', () => {
    underWay.add(started);
    begin('check:one', 'check:two');
    expect([underWay.words, underWay.lookAt]).toEqual(['the checks', LOOK_AT.checks]);
    begin('dim:users');
    expect([underWay.words, underWay.lookAt]).toEqual(['dim:users, the checks', LOOK_AT.tasks]);
    begin('create:1', 'create:2', 'create:3', 'create:4', 'create:5', 'create:6');
    expect(underWay.words).toBe('dim:users, create:1, create:2, create:3, create:4, 2 more tasks, the checks');
  });
});
