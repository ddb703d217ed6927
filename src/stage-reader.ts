import type { Dataset } from './core/dataset.ts';
import type { ObjectStore } from './core/object-store.ts';
import type { JsonPathsFile, StageFile, StageReader } from './core/warehouse.ts';
import { canonicalEncoder } from './records/canonical.ts';
import { gunzipBytes, gunzipStream } from './records/compression.ts';
import { type Mapping, topLevelKeys } from './records/mapping.ts';
import { makeRecords, readRecords } from './records/read.ts';

/** Gives a warehouse the content of a dataset's files: from a store, decompressed, whole or record by record. */
export function openStageReader(
  store: ObjectStore,
  dataset: Dataset,
  mapping: Mapping,
  jsonPaths?: JsonPathsFile,
): StageReader {
  return {
    standardKeys: isStandard(mapping, dataset),
    localPath: (file) => (isCompressed(file) ? undefined : store.localPath(file.object)),
    confirm: (file) => store.confirm(file.object),
    bytes: (file, signal) => {
      const stored = store.read(file.object, signal);
      return isCompressed(file) ? gunzipStream(stored, file.object.uri) : stored;
    },
    contents: (files, signal) => readContents(store, files, signal),
    records: (file, bytes) => readRecords(dataset, mapping, file.object.uri, bytes),
    made: (file, bytes, maker) => makeRecords(dataset, mapping, file.object.uri, bytes, maker),
    canonicalLine: canonicalEncoder(dataset),
    jsonPaths,
    startingWith: (uri, signal) => listStartingWith(store, uri, signal),
  };
}

async function listStartingWith(store: ObjectStore, uri: string, signal: AbortSignal): Promise<readonly string[]> {
  const root = store.location.replace(/\/*$/, '/');
  if (!uri.startsWith(root)) throw new Error(`${uri} is not below ${root}`);
  const found: string[] = [];
  for await (const objects of store.list(uri.slice(root.length), signal))
    found.push(...objects.map((each) => each.uri));
  return found;
}

async function* readContents(store: ObjectStore, files: readonly StageFile[], signal: AbortSignal) {
  const fileOf = new Map(files.map((file) => [file.object, file]));
  for await (const contents of store.readMany([...fileOf.keys()], signal)) {
    yield contents.map(({ object, bytes }) => {
      const file = fileOf.get(object);
      if (file === undefined) throw new Error(`${object.uri} was not asked for`);
      return { file, bytes: isCompressed(file) ? gunzipBytes(bytes, object.uri) : bytes };
    });
  }
}

function isStandard(mapping: Mapping, { columns }: Dataset): boolean {
  const keys = topLevelKeys(mapping);
  return keys !== undefined && columns.every(({ key }, index) => keys[index] === key);
}

function isCompressed({ object }: StageFile): boolean {
  return object.key.endsWith('.gz');
}
