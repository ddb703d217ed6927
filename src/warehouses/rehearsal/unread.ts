import type { StageLoad, StageReader } from '../../core/warehouse.ts';

const NO_BYTES = new Uint8Array();

/** The same load, of files that are not read: each is as if it were empty. */
export function withoutContent(load: StageLoad): StageLoad {
  return { ...load, reader: unread(load.reader), onProgress: () => undefined };
}

/**
 * The same load, of files that are not read: the first of each day has one record, in which nothing stands, since of what has
 * none nothing would be written for COPY to read.
 */
export function withOneRecord(load: StageLoad): StageLoad {
  const row = load.dataset.columns.map(() => null);
  const days = new Set<string | undefined>();
  const reader: StageReader = {
    ...unread(load.reader),
    async *records({ day }) {
      if (days.has(day)) return;
      days.add(day);
      yield [row];
    },
  };
  return { ...load, reader, onProgress: () => undefined };
}

function unread(reader: StageReader): StageReader {
  return {
    ...reader,
    async *bytes() {},
    async *contents(files) {
      yield files.map((file) => ({ file, bytes: NO_BYTES }));
    },
  };
}
