import type { RunEvent } from './core/event.ts';

const MOST_NAMED = 5;

/** Where to look for what is slow. */
export const LOOK_AT = {
  checks: 'sparkify-etl check --only NAME evaluates one check',
  tasks: 'sparkify-etl history last has the times of the tasks',
  surroundings: 'sparkify-etl doctor looks at the sources and the warehouse',
} as const;

/** What a run is doing at a moment: for one that is out of time, and has to say what was slow. */
export class UnderWay {
  readonly #tasks = new Set<string>();
  #hasStarted = false;
  #step = 'listing the sources';

  /** What is done from now on, where it is not a task. */
  enter(step: string): void {
    this.#step = step;
  }

  /** Takes an event of the run in. */
  add(event: RunEvent): void {
    if (event.type === 'run-started') this.#start();
    if (event.type === 'task-started') this.#tasks.add(event.task);
    if (event.type === 'task-finished') this.#tasks.delete(event.task);
  }

  /** `stage:events, stage:songs`; checks are evaluated together, and count as one. */
  get words(): string {
    const others = this.#others();
    const checks = others.length < this.#tasks.size ? ['the checks'] : [];
    const hidden = others.length > MOST_NAMED + 1 ? others.length - MOST_NAMED : 0;
    const more = hidden > 0 ? [`${hidden} more tasks`] : [];
    const all = [...others.slice(0, others.length - hidden), ...more, ...checks];
    return all.length === 0 ? this.#step : all.join(', ');
  }

  get lookAt(): string {
    if (!this.#hasStarted) return LOOK_AT.surroundings;
    return this.#tasks.size > 0 && this.#others().length === 0 ? LOOK_AT.checks : LOOK_AT.tasks;
  }

  #start(): void {
    this.#hasStarted = true;
    this.#step = 'preparing or committing what tasks do';
  }

  #others(): readonly string[] {
    return [...this.#tasks].filter((id) => !id.startsWith('check:'));
  }
}
