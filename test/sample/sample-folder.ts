import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterAll } from 'vitest';
import type { SampleOptions } from '../../src/sample/options.ts';

/** A small sample's options. */
export function small(out: string, changes: Partial<SampleOptions> = {}): SampleOptions {
  return { out, days: 3, users: 40, songs: 60, eventsPerDay: 400, seed: 7, ...changes };
}

/** A new folder of the test file's own; it is removed after the file's tests. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sample-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Paths (with `/`) of all files below a folder, sorted. */
export function filesBelow(root: string, under = '.'): string[] {
  return readdirSync(join(root, under), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** One hash over the names and bytes of all files. */
export function hashOf(root: string): string {
  const hash = createHash('sha256');
  for (const file of filesBelow(root)) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

export interface SampleEvent {
  readonly artist: string | null;
  readonly auth: string;
  readonly firstName: string | null;
  readonly itemInSession: number;
  readonly lastName: string | null;
  readonly length: number | null;
  readonly level: string;
  readonly method: string;
  readonly page: string;
  readonly registration: number | null;
  readonly sessionId: number;
  readonly song: string | null;
  readonly status: number;
  readonly ts: number;
  readonly userAgent: string | null;
  readonly userId: string;
}

export function eventsOf(text: string): SampleEvent[] {
  return text.split('\n').map((line) => JSON.parse(line));
}

/** `Map.groupBy`, which Node 20 does not have yet. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
