import { isBlank, JsonAutomaton } from './json-automaton.ts';

/** Bytes of one object, braces included. Larger ones are error 1216. */
export const MAX_OBJECT_BYTES = 4 * 1024 * 1024;
const MAX_RAW_BYTES = 1024;
const [LEFT_BRACE, LEFT_BRACKET, LF] = [0x7b, 0x5b, 0x0a];

/** A piece of a file: a JSON object, an array, or what is neither. */
export interface Frame {
  readonly kind: 'object' | 'array' | 'broken' | 'too-large' | 'stray';
  /** All of an object or array; the beginning of what is neither. */
  readonly bytes: Buffer;
  /** The line that it ends on; of what is no JSON, the line where that shows. The first is 1. */
  readonly line: number;
  /** Byte of the file where it begins. */
  readonly offset: number;
}

const isWhole = (kind: Frame['kind']) => kind === 'object' || kind === 'array';

type Mode = 'between' | 'container' | 'rest-of-line' | 'stray';

/**
 * Takes a file apart into its root-level objects. They follow each other with white space between them or nothing; a
 * line's end means nothing. What is stray between objects is one piece a line, up to the next object. Where an object
 * breaks the grammar the rest of that line belongs to the broken piece; no source says how Redshift goes on after one.
 */
export class Framer {
  #mode: Mode = 'between';
  #automaton = new JsonAutomaton();
  #kind: Frame['kind'] = 'object';
  #parts: Buffer[] = [];
  #size = 0;
  #offset = 0;
  #line = 1;
  #frames: Frame[] = [];
  #position = 0;
  #start = 0;

  /** Lines that have begun. */
  get lines(): number {
    return this.#line;
  }

  /** The pieces that end in this chunk. */
  push(chunk: Buffer): Frame[] {
    this.#start = 0;
    for (let i = 0; i < chunk.length; i++) {
      i = this.#skip(chunk, i);
      if (i < chunk.length) this.#step(chunk, i);
    }
    if (this.#mode !== 'between') this.#keep(chunk, chunk.length);
    this.#position += chunk.length;
    return this.#frames.splice(0);
  }

  /** The piece that the file ends in the middle of. */
  end(): Frame[] {
    if (this.#mode === 'container') this.#kind = this.#kind === 'too-large' ? 'too-large' : 'broken';
    if (this.#mode !== 'between') this.#emit();
    return this.#frames.splice(0);
  }

  /** Passes over what no step need look at, which most bytes are: blanks between objects, and text within strings. */
  #skip(chunk: Buffer, i: number): number {
    if (this.#mode === 'between') return this.#skipBlanks(chunk, i);
    if (this.#mode !== 'container') return i;
    const largestEnd = this.#offset + MAX_OBJECT_BYTES - this.#position;
    return this.#automaton.endOfText(chunk, i, Math.min(chunk.length, largestEnd));
  }

  #skipBlanks(chunk: Buffer, start: number): number {
    let at = start;
    let lines = 0;
    // LF first, and here: as the tests are compiled, a function of another module is a call for each byte.
    for (; chunk[at] === LF || isBlank(chunk[at] as number); at++) if (chunk[at] === LF) lines++;
    this.#line += lines;
    return at;
  }

  #step(chunk: Buffer, i: number): void {
    const byte = chunk[i] as number;
    if (this.#mode === 'stray' && byte === LEFT_BRACE) this.#finish(chunk, i);
    if (this.#mode === 'between' && !isBlank(byte)) this.#begin(byte, i);
    if (this.#mode === 'container') this.#inContainer(chunk, i, byte);
    else if (this.#mode !== 'between' && byte === LF) this.#finish(chunk, i);
    if (byte === LF) this.#line++;
  }

  #begin(byte: number, i: number): void {
    this.#start = i;
    this.#offset = this.#position + i;
    const isContainer = byte === LEFT_BRACE || byte === LEFT_BRACKET;
    this.#mode = isContainer ? 'container' : 'stray';
    this.#kind = isContainer ? (byte === LEFT_BRACE ? 'object' : 'array') : 'stray';
    this.#automaton = new JsonAutomaton();
  }

  #inContainer(chunk: Buffer, i: number, byte: number): void {
    const verdict = this.#automaton.feed(byte);
    if (this.#position + i + 1 - this.#offset > MAX_OBJECT_BYTES) this.#kind = 'too-large';
    if (verdict === 'done') this.#finish(chunk, i + 1);
    if (verdict !== 'bad') return;
    this.#kind = 'broken';
    this.#mode = 'rest-of-line';
    if (byte === LF) this.#finish(chunk, i);
  }

  /** @param end where the piece ends in the chunk */
  #finish(chunk: Buffer, end: number): void {
    this.#keep(chunk, end);
    this.#emit();
  }

  #keep(chunk: Buffer, end: number): void {
    const limit = isWhole(this.#kind) ? MAX_OBJECT_BYTES : MAX_RAW_BYTES;
    const wanted = Math.min(end, this.#start + Math.max(0, limit - this.#size));
    this.#parts.push(Buffer.from(chunk.subarray(this.#start, wanted)));
    this.#size += wanted - this.#start;
    this.#start = 0;
  }

  #emit(): void {
    const bytes = Buffer.concat(this.#parts);
    const cut = isWhole(this.#kind) ? bytes : bytes.subarray(0, MAX_RAW_BYTES);
    this.#frames.push({ kind: this.#kind, bytes: cut, line: this.#line, offset: this.#offset });
    this.#parts = [];
    this.#size = 0;
    this.#mode = 'between';
  }
}
