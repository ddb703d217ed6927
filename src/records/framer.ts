import { MAX_RECORD_BYTES } from '../core/dataset.ts';
import * as ascii from './ascii.ts';
import { ContainerSkip, NO_LINE } from './container-skip.ts';
import { ARRAY_FOUND, describeFailure, describeStray, TOO_LARGE } from './describe.ts';
import { Excerpt } from './excerpt.ts';
import { Margin } from './margin.ts';
import { BROKEN, INCOMPLETE } from './scan-state.ts';
import { Scanner } from './scanner.ts';
import { KnownSkip, type Skip, StraySkip } from './skip.ts';
import { Window } from './window.ts';

/** An object in the framer's window, its members in the framer's scanner; both are good until the next call. */
export interface ObjectFrame {
  readonly kind: 'object';
  readonly start: number;
  readonly end: number;
}

/** A piece of the file that is no JSON object. */
export interface JunkFrame {
  readonly kind: 'junk';
  readonly line: number;
  readonly value: string;
  readonly reason: string;
}

interface Verdict {
  readonly line: number;
  readonly reason: string;
}

/** A piece that is being passed over, and what will be said of it, once its text and its end in the file are known. */
interface Passing {
  readonly skip: Skip;
  readonly excerpt: Excerpt;
  readonly judge: (value: string, end: number) => Verdict;
}

/**
 * Splits a file into JSON objects and junk, however its bytes are cut into chunks: objects follow one another with white
 * space between them or nothing, over as many lines as they like. Push chunks, say when they end, and take frames until
 * there is none. Keeps about MAX_RECORD_BYTES in memory besides the last chunk.
 */
export class Framer {
  readonly window = new Window();
  readonly scanner = new Scanner();
  readonly #margin = new Margin();
  #ended = false;
  /** Pending bytes below which a container that was INCOMPLETE is not worth another scan. */
  #wanted = 0;
  #passing: Passing | undefined;

  push(chunk: Uint8Array): void {
    this.window.push(chunk);
  }

  /** No more chunks will come. */
  end(): void {
    this.#ended = true;
  }

  /** The next frame; undefined if it takes more bytes to tell, or there is none. */
  next(): ObjectFrame | JunkFrame | undefined {
    if (this.#passing !== undefined) return this.#pass(this.#passing);
    if (!this.#margin.pass(this.window, this.#ended)) return undefined;
    const { bytes, pos } = this.window;
    const first = bytes[pos];
    if (first === ascii.LEFT_BRACE || first === ascii.LEFT_BRACKET) return this.#readContainer(first);
    const line = this.window.mark(pos);
    return this.#begin(new StraySkip(), (value) => ({ line, reason: describeStray(value) }));
  }

  #readContainer(first: number): ObjectFrame | JunkFrame | undefined {
    const { bytes, pos, end, pending } = this.window;
    if (pending < this.#wanted && !this.#ended) return undefined;
    const after = this.scanner.scan(bytes, pos, Math.min(end, pos + MAX_RECORD_BYTES));
    if (after === INCOMPLETE && pending <= MAX_RECORD_BYTES && !this.#ended) {
      // Twice as much each time: the scans of a long record in small chunks add up to its length, not to its square.
      this.#wanted = Math.min(2 * pending, MAX_RECORD_BYTES + 1);
      return undefined;
    }
    this.#wanted = 0;
    if (first === ascii.LEFT_BRACKET) return this.#beginArray(after);
    if (after < 0) return this.#beginBroken(after);
    this.window.pos = after;
    return { kind: 'object', start: pos, end: after };
  }

  #beginArray(after: number): JunkFrame | undefined {
    const { window } = this;
    const line = window.mark(window.pos);
    const tooLarge = after === INCOMPLETE && window.pending > MAX_RECORD_BYTES;
    // So large a piece without a fault is a file with one array: its lines are not records.
    const indent = tooLarge ? NO_LINE : this.#margin.indent;
    const skip = after >= 0 ? new KnownSkip(after) : new ContainerSkip(ascii.LEFT_BRACKET, indent);
    return this.#begin(skip, () => ({ line, reason: ARRAY_FOUND }));
  }

  #beginBroken(after: number): JunkFrame | undefined {
    const { window, scanner } = this;
    const line = window.mark(window.pos);
    const isBroken = after === BROKEN;
    const at = isBroken ? scanner.failedAt : Math.min(window.end, window.pos + MAX_RECORD_BYTES);
    const reason = isBroken ? describeFailure(window.bytes, window.pos, at, scanner.expected) : TOO_LARGE;
    const verdict = { line: isBroken ? window.lineAt(at) : line, reason };
    const position = window.position(at);
    const skip = new ContainerSkip(ascii.LEFT_BRACE, this.#margin.indent);
    return this.#begin(skip, (_, end) => (end > position ? verdict : cutShort(skip, line)));
  }

  #begin(skip: Skip, judge: Passing['judge']): JunkFrame | undefined {
    this.#passing = { skip, excerpt: new Excerpt(), judge };
    return this.#pass(this.#passing);
  }

  #pass({ skip, excerpt, judge }: Passing): JunkFrame | undefined {
    const { window } = this;
    const found = skip.advance(window.bytes, window.pos, window.end);
    const end = found < 0 ? window.end : found;
    excerpt.take(window.bytes, window.pos, end);
    window.pos = end;
    if (found < 0 && !this.#ended) return undefined;
    this.#passing = undefined;
    if (skip.indentOfNext !== undefined) this.#margin.indent = skip.indentOfNext;
    const value = excerpt.text();
    return { kind: 'junk', ...judge(value, window.position(end)), value };
  }
}

/** The object lacks its end, and what was taken for its middle is the next one: the fault is where its own text ends. */
function cutShort(skip: ContainerSkip, firstLine: number): Verdict {
  const line = firstLine + skip.lastInkLine;
  if (skip.indentOfNext === undefined) return { line, reason: 'not JSON: the file ends before the object does' };
  return {
    line,
    reason: `not JSON: the object does not end before the next one begins, on line ${firstLine + skip.line}`,
  };
}
