import type { Session, Warehouse } from '../core/warehouse.ts';

/** Ends a transaction that must leave nothing behind. */
class Undone<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super('rolled back, as it was meant to be');
    this.result = result;
  }
}

/** Does something in a transaction of its own that may write, and rolls it back; resolves to what the work resolved to. */
export async function undone<T>(
  warehouse: Warehouse,
  work: (session: Session) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await warehouse.record(async (session): Promise<T> => {
      throw new Undone(await work(session));
    }, signal);
  } catch (error) {
    if (error instanceof Undone) return error.result as T;
    throw error;
  }
}
