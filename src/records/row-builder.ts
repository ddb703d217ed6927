import { isUtf8 } from 'node:buffer';
import type { Dataset, DatasetColumn, RowMaker } from '../core/dataset.ts';
import { descend, type Span } from './descend.ts';
import { KeyFinder } from './keys.ts';
import type { Mapping } from './mapping.ts';
import type { Members } from './members.ts';
import { Scanner } from './scanner.ts';
import { convert, Refusal, takeMissing } from './values.ts';

const NOT_UTF8 = 'not valid UTF-8';
const LONE_SURROGATE = 'holds half of a character (a \\ud800 to \\udfff escape without its other half)';

/** Why a record is not loaded, and the value at fault as indexes into its bytes; an empty span where there is none. */
export class Fault {
  readonly column: string | null;
  readonly span: Span;
  readonly reason: string;

  constructor(column: string | null, span: Span, reason: string) {
    this.column = column;
    this.span = span;
    this.reason = reason;
  }
}

/** Makes rows of scanned objects. One instance serves all records of a file. */
export class RowBuilder<R> {
  readonly #columns: Dataset['columns'];
  /** For each column the steps below the top-level member. */
  readonly #deeper: readonly (readonly (string | number)[])[];
  readonly #finder: KeyFinder;
  readonly #scanner = new Scanner();
  readonly #maker: RowMaker<R>;

  constructor(dataset: Dataset, mapping: Mapping, maker: RowMaker<R>) {
    this.#columns = dataset.columns;
    this.#deeper = mapping.paths.map((path) => path.slice(1));
    this.#finder = new KeyFinder(mapping);
    this.#maker = maker;
  }

  /** The row of the object in `bytes[start, end)` that `scanner` has just scanned, or the first fault in column order. */
  build(scanner: Scanner, bytes: Buffer, start: number, end: number): R | Fault {
    this.#finder.assign(bytes, scanner.members);
    if (scanner.loneSurrogate >= 0 || (scanner.nonAscii && !isUtf8(bytes.subarray(start, end)))) {
      return this.#faultyText(scanner, bytes, { start, end });
    }
    this.#maker.begin();
    for (let column = 0; column < this.#columns.length; column++) {
      const fault = this.#convert(column, scanner, bytes, start);
      if (fault !== undefined) return fault;
    }
    return this.#maker.finish();
  }

  #convert(index: number, { members }: Scanner, bytes: Buffer, start: number): Fault | undefined {
    const column = this.#columns[index] as DatasetColumn;
    const span = this.#locate(index, members, bytes);
    const refusal =
      span === undefined
        ? takeMissing(column, this.#maker)
        : (span.refusal ?? convert(column, bytes, span.start, span.end, this.#maker));
    return refusal && new Fault(column.name, span ?? { start, end: start }, refusal.reason);
  }

  #locate(index: number, members: Members, bytes: Buffer): Span | undefined {
    const member = this.#finder.memberOf(index);
    if (typeof member === 'object') return { ...spanOf(members, member.member), refusal: new Refusal(member.reason) };
    if (member < 0) return undefined;
    const deeper = this.#deeper[index] ?? [];
    const span = spanOf(members, member);
    return deeper.length === 0 ? span : descend(this.#scanner, bytes, span, deeper);
  }

  /** The fault of an object that is JSON, but whose text is not Unicode: no engine stores it, DuckDB does not parse it. */
  #faultyText({ members, loneSurrogate }: Scanner, bytes: Buffer, record: Span): Fault {
    for (let n = 0; n < members.count; n++) {
      const start = (members.keyStart[n] as number) - 1;
      const end = members.valueEnd[n] as number;
      const isFaulty = loneSurrogate < 0 ? !isUtf8(bytes.subarray(start, end)) : loneSurrogate < end;
      if (!isFaulty) continue;
      const column = this.#columns[this.#finder.columnOf(n)]?.name ?? null;
      return new Fault(column, spanOf(members, n), loneSurrogate < 0 ? NOT_UTF8 : LONE_SURROGATE);
    }
    return new Fault(null, record, NOT_UTF8);
  }
}

function spanOf(members: Members, n: number): Span {
  return { start: members.valueStart[n] as number, end: members.valueEnd[n] as number };
}
