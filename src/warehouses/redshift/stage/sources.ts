import { EtlError } from '../../../core/errors.ts';
import { isS3 } from '../copy/literal.ts';
import type { Loading } from './loading.ts';
import { findOriginals, type Originals } from './originals.ts';
import { type Rewritten, rewriteSlice } from './rewrite.ts';
import type { Slice } from './slice.ts';

/** What COPY reads of a slice. */
export type Source = Originals | Rewritten;

/**
 * Files of a day that are copied as they are, each by a COPY of its own. They go as one message, but Redshift takes some
 * second for each: more files than this are packed here, which tells the rows of each as well.
 */
const MOST_COPIES = 32;

/** What COPY reads of each slice: made when it is first asked for, and kept when the transaction begins again. */
export class Sources {
  readonly #loading: Loading;
  readonly #known = new Map<Slice, Promise<Source>>();
  #jsonPaths: Promise<string | undefined> | undefined;

  constructor(loading: Loading) {
    this.#loading = loading;
  }

  /** The source of a slice. It may be asked for in advance. */
  prepare(slice: Slice): Promise<Source> {
    return this.#known.get(slice) ?? this.#keep(slice, this.#make(slice));
  }

  /** From now on the slice is read record by record. Undefined: there is no place to write it to. */
  rewrite(slice: Slice): Promise<Source> | undefined {
    const { folder } = this.#loading;
    return folder === undefined ? undefined : this.#keep(slice, rewriteSlice(this.#loading, folder, slice));
  }

  /** Resolves when nothing is being made any more. */
  async settled(): Promise<void> {
    const sources = await Promise.allSettled(this.#known.values());
    const readings = sources.map(
      (each) => each.status === 'fulfilled' && 'records' in each.value && each.value.records,
    );
    await Promise.allSettled(readings);
  }

  #keep(slice: Slice, source: Promise<Source>): Promise<Source> {
    this.#known.set(slice, source);
    // Whoever asked in advance may never come back for it.
    source.catch(() => undefined);
    return source;
  }

  async #make(slice: Slice): Promise<Source> {
    const { folder, load } = this.#loading;
    const local = slice.files.find(({ object }) => !isS3(object.uri));
    // Thousands of tiny objects are what COPY reads worst.
    const isMany = load.dataset.name === 'songs' || slice.files.length > MOST_COPIES;
    if (folder !== undefined && (local !== undefined || isMany)) return rewriteSlice(this.#loading, folder, slice);
    if (local !== undefined) throw notInS3(local.object.uri);
    this.#jsonPaths ??= this.#placeJsonPaths();
    return findOriginals(this.#loading, slice, await this.#jsonPaths);
  }

  async #placeJsonPaths(): Promise<string | undefined> {
    const { load, folder, signal } = this.#loading;
    const { jsonPaths } = load.reader;
    if (jsonPaths === undefined || isS3(jsonPaths.uri)) return jsonPaths?.uri;
    if (folder !== undefined) return folder.put('jsonpaths.json', Buffer.from(jsonPaths.text), signal);
    throw new EtlError('usage', `Redshift cannot read the JSONPaths file ${jsonPaths.uri}: it is not in S3`, {
      hint: 'set LOG_JSONPATH to an s3:// URI, or WORK_URI to a place in S3 that may be written to',
    });
  }
}

function notInS3(uri: string): EtlError {
  return new EtlError('usage', `Redshift cannot read ${uri}: it is not in S3`, {
    hint: 'set WORK_URI (--work-uri) to a place in S3 that may be written to, or deliver the files to S3',
  });
}
