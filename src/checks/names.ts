const NAME = /^[a-z][a-z0-9_]*$/;

/** The names of checks, each of which stands for one: in a run, on the command line, and in the table of results. */
export class TakenNames {
  readonly #builtIn: ReadonlySet<string>;
  readonly #places = new Map<string, string>();

  constructor(builtIn: Iterable<string>) {
    this.#builtIn = new Set(builtIn);
  }

  /** Takes a name for what stands at a place. Returns why that is not possible, or undefined. */
  take(name: string, place: string): string | undefined {
    if (!NAME.test(name)) return `"${name}" is no name of a check: lower-case letters, digits and _, a letter first`;
    if (this.#builtIn.has(name)) return `"${name}" is the name of a built-in check`;
    const other = this.#places.get(name);
    if (other !== undefined) return `the name "${name}" stands twice, also at ${other}`;
    this.#places.set(name, place);
    return undefined;
  }
}
