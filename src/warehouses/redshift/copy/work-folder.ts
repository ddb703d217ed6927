import { randomUUID } from 'node:crypto';
import type { WorkArea } from '../../../core/object-store.ts';
import { manifestOf } from './manifest.ts';

/** What one load puts into the work area, below a key that no other load has. */
export class WorkFolder {
  readonly #area: WorkArea;
  readonly #id = randomUUID();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #uris = new Set<string>();

  constructor(area: WorkArea) {
    this.#area = area;
  }

  /** Stores an object; resolves to its URI. */
  put(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<string> {
    const key = `${this.#id}/${name}`;
    // Known before it is stored: a request that failed may have stored it all the same.
    this.#uris.add(`${this.#area.location.replace(/\/+$/, '')}/${key}`);
    const stored = this.#area.put(key, bytes, signal).then((uri) => {
      this.#uris.add(uri);
      return uri;
    });
    const settled = stored.catch(() => undefined).finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
    return stored;
  }

  putManifest(name: string, uris: readonly string[], signal: AbortSignal): Promise<string> {
    return this.put(`${name}.manifest`, manifestOf(uris), signal);
  }

  /** Removes all that was stored. What cannot be removed stays: the load itself is over, for better or worse. */
  async remove(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
    const uris = [...this.#uris];
    this.#uris.clear();
    if (uris.length > 0) await this.#area.remove(uris).catch(() => undefined);
  }
}
