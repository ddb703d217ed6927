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

/** What a key stands for, and its bytes as they stand in the file. */
interface KnownKey {
  readonly bytes: Uint8Array;
  readonly slot: Slot | undefined;
  readonly isExact: boolean;
}

/** Members of a record whose keys are remembered: more than any dataset has columns, and not as many as a record may have. */
const REMEMBERED = 64;

/** Finds, among the members of a record, those that a mapping asks for. One instance serves all records. */
export class KeyFinder {
  /** For each column its slot. */
  readonly #columns: readonly Slot[];
  readonly #slots: readonly Slot[];
  readonly #byKey: ReadonlyMap<string, Slot>;
  /** By lower-case key; empty where case matters. */
  readonly #byFoldedKey: ReadonlyMap<string, Slot>;
  /**
   * The keys of the last record by position. Records of a file mostly have the same keys in the same order, and comparing
   * their bytes takes a tenth of the time of looking them up as text.
   */
  readonly #known: (KnownKey | undefined)[] = [];

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
    const { slot, isExact } = this.#knownKey(bytes, members, n);
    if (slot === undefined) return;
    if (isExact) {
      if (slot.exact === NONE) slot.exact = n;
      else slot.clash ??= { member: n, reason: `"${slot.key}" appears twice` };
    } else if (slot.variant === NONE) slot.variant = n;
    else slot.variantClash ??= { member: n, reason: clashOf(bytes, members, slot.variant, n) };
  }

  #knownKey(bytes: Buffer, members: Members, n: number): KnownKey {
    const start = members.keyStart[n] as number;
    const end = members.keyEnd[n] as number;
    const known = this.#known[n];
    if (known !== undefined && areSame(known.bytes, bytes, start, end)) return known;
    const key = keyAt(bytes, members, n);
    const exact = this.#byKey.get(key);
    const slot = exact ?? this.#byFoldedKey.get(fold(key));
    const found = { bytes: Uint8Array.from(bytes.subarray(start, end)), slot, isExact: exact !== undefined };
    if (n < REMEMBERED) this.#known[n] = found;
    return found;
  }
}

function areSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = known;
  if (length !== end - start) return false;
  for (let n = 0; n < length; n++) {
    if (known[n] !== bytes[start + n]) return false;
  }
  return true;
}

/** The key of a member, unescaped. */
export function keyAt(bytes: Buffer, members: Members, n: number): string {
  const start = members.keyStart[n] as number;
  const end = members.keyEnd[n] as number;
  const key = bytes.toString('utf8', start, end);
  return key.includes('\\') ? JSON.parse(`"${key}"`) : key;
}

function clashOf(bytes: Buffer, members: Members, earlier: number, later: number): string {
  const first = keyAt(bytes, members, earlier);
  const second = keyAt(bytes, members, later);
  if (first === second) return `"${first}" appears twice`;
  return `ambiguous: both "${first}" and "${second}" stand for this column`;
}

/** Lower case of the ASCII letters only: `K` (the Kelvin sign) is not a `k`. */
function fold(key: string): string {
  return key.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
