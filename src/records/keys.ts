import type { Mapping } from './mapping.ts';
import type { Members } from './members.ts';

/** Why a column's value cannot be told among the members, and the member that is one too many. */
export interface Clash {
  readonly member: number;
  readonly reason: string;
}

const NONE = -1;

/** The members found for one top-level key that a mapping asks for. */
interface Slot {
  readonly key: string;
  exact: number;
  variant: number;
  clash: Clash | undefined;
  variantClash: Clash | undefined;
}

/** Finds, among the members of a record, those that a mapping asks for. One instance serves all records. */
export class KeyFinder {
  /** For each column its slot. */
  readonly #columns: readonly Slot[];
  readonly #slots: readonly Slot[];
  readonly #byKey: ReadonlyMap<string, Slot>;
  /** By lower-case key; empty where case matters. */
  readonly #byFoldedKey: ReadonlyMap<string, Slot>;

  constructor(mapping: Mapping) {
    const byKey = new Map<string, Slot>();
    for (const [key] of mapping.paths) {
      byKey.set(key, { key, exact: NONE, variant: NONE, clash: undefined, variantClash: undefined });
    }
    this.#byKey = byKey;
    this.#slots = [...byKey.values()];
    this.#byFoldedKey = new Map(mapping.ignoreCase ? this.#slots.map((slot) => [fold(slot.key), slot]) : []);
    this.#columns = mapping.paths.map(([key]) => byKey.get(key) as Slot);
  }

  /** Assigns the members of a record. */
  assign(bytes: Buffer, members: Members): void {
    for (const slot of this.#slots) {
      slot.exact = NONE;
      slot.variant = NONE;
      slot.clash = undefined;
      slot.variantClash = undefined;
    }
    for (let n = 0; n < members.count; n++) this.#assign(bytes, members, n);
  }

  /** The member that fills a column, -1 if there is none, or why that cannot be told. */
  memberOf(column: number): number | Clash {
    const { exact, variant, clash, variantClash } = this.#columns[column] as Slot;
    if (exact !== NONE) return clash ?? exact;
    return variantClash ?? variant;
  }

  /** The first column that a member fills; -1 if there is none. */
  columnOf(member: number): number {
    return this.#columns.findIndex(({ exact, variant }) => (exact === NONE ? variant : exact) === member);
  }

  #assign(bytes: Buffer, members: Members, n: number): void {
    const key = keyAt(bytes, members, n);
    const exact = this.#byKey.get(key);
    if (exact !== undefined) {
      if (exact.exact === NONE) exact.exact = n;
      else exact.clash ??= { member: n, reason: `"${key}" appears twice` };
      return;
    }
    const slot = this.#byFoldedKey.get(fold(key));
    if (slot === undefined) return;
    if (slot.variant === NONE) slot.variant = n;
    else slot.variantClash ??= { member: n, reason: clashOf(keyAt(bytes, members, slot.variant), key) };
  }
}

/** The key of a member, unescaped. */
export function keyAt(bytes: Buffer, members: Members, n: number): string {
  const start = members.keyStart[n] as number;
  const end = members.keyEnd[n] as number;
  const key = bytes.toString('utf8', start, end);
  return key.includes('\\') ? JSON.parse(`"${key}"`) : key;
}

function clashOf(first: string, second: string): string {
  if (first === second) return `"${first}" appears twice`;
  return `ambiguous: both "${first}" and "${second}" stand for this column`;
}

/** Lower case of the ASCII letters only: `K` (the Kelvin sign) is not a `k`. */
function fold(key: string): string {
  return key.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
