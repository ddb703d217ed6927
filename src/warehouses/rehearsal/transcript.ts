import type { Statement } from '../../core/statement.ts';

/** What goes over one connection from its beginning to its end, or to the end of a transaction. */
export interface TranscriptPart {
  /** What it is for: `lock`, `transaction`, `stage events`, `history`. */
  readonly title: string;
  /** In the order in which they are sent. */
  readonly statements: readonly Statement[];
}

/** Takes down what is sent to a warehouse that is only played: part by part, in the order in which the parts begin. */
export class Transcript {
  readonly #parts: { title: string; statements: Statement[] }[] = [];

  /** Parts in which nothing was sent are left out. */
  get parts(): readonly TranscriptPart[] {
    return this.#parts.filter(({ statements }) => statements.length > 0);
  }

  /** Begins a part; statements are handed to what it returns. */
  begin(title: string): (...statements: readonly Statement[]) => void {
    const part = { title, statements: [] as Statement[] };
    this.#parts.push(part);
    return (...statements) => void part.statements.push(...statements);
  }
}
