import type { Figures, Stage, TaskView } from './event.ts';

/** One step of the graph. `Context` is what its operator works with. */
export interface Task<Context> extends TaskView {
  readonly run: Operator<Context>;
}

/** Does the work of a task; resolves to its final figures. `report` may be called meanwhile with figures so far. */
export type Operator<Context> = (context: Context, report: (figures: Figures) => void) => Promise<Figures>;

/** A task as it is declared: its id is its key in the graph. */
export interface TaskDeclaration<Id extends string, Context> {
  readonly stage: Stage;
  readonly title: string;
  readonly needs: readonly Id[];
  readonly run: Operator<Context>;
}

/**
 * Turns declarations, keyed by id, into tasks. The ids come from the keys only (`NoInfer`), so that a misspelt
 * dependency does not compile. A cycle is an error. In two calls, because TypeScript infers all type arguments or none.
 */
export function defineGraph<Context>() {
  return <const Id extends string>(
    declarations: Readonly<Record<Id, TaskDeclaration<NoInfer<Id>, Context>>>,
  ): readonly Task<Context>[] => {
    const entries = Object.entries<TaskDeclaration<Id, Context>>(declarations);
    return inDependencyOrder(entries.map(([id, task]) => ({ id, ...task })));
  };
}

/** The tasks such that each stands after all it needs, otherwise in the given order. Needs outside the list count as met. */
export function inDependencyOrder<T extends TaskView>(tasks: readonly T[]): readonly T[] {
  const ids = new Set(tasks.map((task) => task.id));
  const done = new Set<string>();
  const ordered: T[] = [];
  while (ordered.length < tasks.length) {
    const ready = tasks.filter(
      (task) => !done.has(task.id) && task.needs.every((need) => !ids.has(need) || done.has(need)),
    );
    if (ready.length === 0) {
      const stuck = tasks.filter((task) => !done.has(task.id)).map((task) => task.id);
      throw new Error(`the graph has a cycle through ${stuck.join(', ')}`);
    }
    for (const task of ready) {
      done.add(task.id);
      ordered.push(task);
    }
  }
  return ordered;
}
