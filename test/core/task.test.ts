import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineGraph, inDependencyOrder } from '../../src/core/task.ts';

const idle = async () => ({});
const step = <const Need extends string = never>(...needs: Need[]) =>
  ({ stage: 'create', title: 'step', needs, run: idle }) as const;

const idsOf = (tasks: readonly { readonly id: string }[]) => tasks.map(({ id }) => id);
const view = (id: string, needs: readonly string[] = []) => ({ id, stage: 'create', title: id, needs }) as const;

describe('defineGraph', () => {
  it('puts each task after what it needs and names it by its key', () => {
    const tasks = defineGraph<undefined>()({ last: step('middle', 'first'), middle: step('first'), first: step() });
    expect(idsOf(tasks)).toEqual(['first', 'middle', 'last']);
    expect(tasks[2]).toMatchObject({ id: 'last', needs: ['middle', 'first'], stage: 'create', title: 'step' });
  });

  it('does not compile with a misspelt dependency', () => {
    const declare = defineGraph<undefined>();
    // @ts-expect-error: 'frist' is no task
    const tasks = declare({ first: step(), second: step('frist') });
    expect(idsOf(tasks)).toEqual(['first', 'second']);
  });

  it('does not compile with an operator that works with something else', () => {
    const run = async (context: { readonly days: number }) => ({ rows: context.days });
    const declare = defineGraph<{ readonly hours: number }>();
    // @ts-expect-error: the context has hours, not days
    declare({ only: { stage: 'create', title: 'only', needs: [], run } });
    defineGraph<{ readonly days: number }>()({ only: { stage: 'create', title: 'only', needs: [], run } });
  });

  it('refuses a cycle and names the tasks in it', () => {
    const declare = () => defineGraph<undefined>()({ free: step(), a: step('c'), b: step('a'), c: step('b') });
    expect(declare).toThrow('the graph has a cycle through a, b, c');
  });
});

describe('inDependencyOrder', () => {
  it('keeps the given order where nothing is needed', () => {
    expect(idsOf(inDependencyOrder([view('c'), view('a'), view('b')]))).toEqual(['c', 'a', 'b']);
  });

  it('counts needs outside the list as met', () => {
    expect(idsOf(inDependencyOrder([view('b', ['elsewhere']), view('a', ['b'])]))).toEqual(['b', 'a']);
  });

  it('orders any graph without a cycle, however its tasks are listed', () => {
    // Task n may need only tasks with a smaller number, so that there is no cycle; then the list is shuffled.
    const graphs = fc
      .array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 15 })
      .map((needs) => needs.map((numbers, n) => view(`t${n}`, n === 0 ? [] : numbers.map((need) => `t${need % n}`))))
      .chain((tasks) => fc.shuffledSubarray(tasks, { minLength: tasks.length }));
    fc.assert(
      fc.property(graphs, (tasks) => {
        const order = idsOf(inDependencyOrder(tasks));
        expect([...order].sort()).toEqual(idsOf(tasks).sort());
        for (const { id, needs } of tasks) {
          for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(id));
        }
      }),
    );
  });
});
