import type { Output } from '../../core/reporter.ts';

/** Parts of a log that GitHub folds. They do not nest: one ends where the next begins. */
export class LogGroups {
  readonly #output: Output;
  #open: string | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  /** What is written from now on belongs to this group; to none if there is no title. */
  enter(title: string | undefined): void {
    if (title === this.#open) return;
    if (this.#open !== undefined) this.#output.write('::endgroup::\n');
    if (title !== undefined) this.#output.write(`::group::${title}\n`);
    this.#open = title;
  }
}
