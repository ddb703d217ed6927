import type { Reject } from '../../../core/dataset.ts';
import { isReject } from '../../../core/warehouse.ts';
import type { PgSession } from '../../pg/types.ts';
import type { Loading } from './loading.ts';
import { readExactly } from './read-exactly.ts';
import type { Slice } from './slice.ts';

/** How many doubtful records are compared one by one. */
const MOST = 10_000;

/**
 * Reads a slice record by record, to see whether COPY was right to take all of it. True if no record is refused, and the
 * texts of the doubtful rows are among those read: COPY might spell a number otherwise than the file does.
 * @param doubtful number of doubtful rows in the landing table
 * @param onReject told of each refused record; without it the first settles the matter
 */
export async function isRight(
  loading: Loading,
  session: PgSession,
  slice: Slice,
  doubtful: number,
  onReject?: (reject: Reject) => void,
): Promise<boolean> {
  const { load, signal } = loading;
  const isText = load.dataset.columns.map(({ type }) => type === 'text');
  const unseen = await doubtfulTexts(loading, session);
  let refused = 0;
  for await (const { records } of readExactly(slice.files, load.reader, signal)) {
    for (const record of records) {
      if (!isReject(record)) {
        if (unseen.size > 0) unseen.take(JSON.stringify(record.filter((_, column) => isText[column])));
        continue;
      }
      if (onReject === undefined) return false;
      onReject(record);
      refused += 1;
    }
  }
  return refused === 0 && doubtful <= MOST && unseen.size === 0;
}

async function doubtfulTexts({ catalog, load }: Loading, session: PgSession): Promise<Bag> {
  const names = load.dataset.columns.filter(({ type }) => type === 'text').map(({ name }) => name);
  const rows = await session.query(catalog.statement(`stage/doubtful-${load.dataset.name}`, { limit: MOST }));
  const bag = new Bag();
  for (const row of rows) bag.put(JSON.stringify(names.map((name) => row[name] ?? null)));
  return bag;
}

/** Things, each as often as it was put in. */
class Bag {
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#counts.size;
  }

  put(thing: string): void {
    this.#counts.set(thing, (this.#counts.get(thing) ?? 0) + 1);
  }

  take(thing: string): void {
    const count = this.#counts.get(thing);
    if (count === 1) this.#counts.delete(thing);
    else if (count !== undefined) this.#counts.set(thing, count - 1);
  }
}
