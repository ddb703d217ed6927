import { type Received, readBody } from './body.ts';
import type { BucketReader } from './bucket-reader.ts';
import type { Conversion } from './convert.ts';
import { loadFailed } from './errors.ts';
import { type OpenFile, openFiles } from './files.ts';
import { type Frame, Framer } from './framer.ts';
import { LoadLog, now, type Totals } from './load-log.ts';
import { type Mapping, readRow } from './row.ts';
import type { CopyStatement } from './statement.ts';
import type { Target } from './target.ts';
import type { CopyContext } from './types.ts';

/** One COPY under way: from the files to the rows, counting, logging what cannot be loaded, failing where it is too much. */
export class Load {
  readonly totals: Totals = { rows: 0, bytes: 0, files: 0, errors: 0 };
  readonly #context: CopyContext;
  readonly #reader: BucketReader;
  readonly #statement: CopyStatement;
  readonly #target: Target;
  readonly #mapping: Mapping;
  readonly #conversion: Conversion;
  readonly #log: LoadLog;
  #hasBegun = false;
  /** What made reading fail: whoever reads wraps it in an error of his own. */
  failure: unknown;

  constructor(context: CopyContext, reader: BucketReader, statement: CopyStatement, target: Target, mapping: Mapping) {
    this.#context = context;
    this.#reader = reader;
    this.#statement = statement;
    this.#target = target;
    this.#mapping = mapping;
    this.#conversion = { options: statement.options, behaviour: context.behaviour ?? {} };
    this.#log = new LoadLog(context, target.table);
  }

  /** The lines for PostgreSQL's COPY. */
  async *rows(): AsyncGenerator<string> {
    try {
      for await (const file of openFiles(this.#context, this.#reader, this.#statement)) {
        await this.#begin();
        yield* this.#rowsOf(file);
      }
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  /** Says in the log how it went. */
  async finish(status: 'completed' | 'aborted'): Promise<void> {
    if (this.#hasBegun) await this.#log.finish(status, this.totals);
  }

  async #begin(): Promise<void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { bucket, key } = this.#statement.source;
    this.#context.began();
    await this.#log.start(`s3://${bucket}/${key}`);
  }

  async *#rowsOf(file: OpenFile): AsyncGenerator<string> {
    const logged = { name: file.name, index: this.totals.files++, startedAt: now() };
    const errorsBefore = this.totals.errors;
    const received: Received = { bytes: 0 };
    const framer = new Framer();
    for await (const frames of framesOf(framer, this.#bodyOf(file, received))) {
      let lines = '';
      for (const frame of frames) {
        const row = readRow(frame, this.#target.columns, this.#mapping, this.#conversion);
        if (typeof row === 'string') {
          this.totals.rows++;
          lines += row;
        } else {
          await this.#log.error(logged, frame, row);
          this.#countError();
        }
      }
      if (lines !== '') yield lines;
    }
    this.totals.bytes += received.bytes;
    await this.#log.file(logged, received.bytes, framer.lines, this.totals.errors - errorsBefore);
  }

  #bodyOf(file: OpenFile, received: Received): AsyncIterable<Buffer> {
    return readBody(this.#context, file.body, file.uri, this.#statement.options.gzip, received);
  }

  #countError(): void {
    this.totals.errors++;
    const { options, table } = this.#statement;
    if (this.totals.errors >= options.failsAtErrors) throw loadFailed(table, this.#context);
  }
}

async function* framesOf(framer: Framer, body: AsyncIterable<Buffer>): AsyncGenerator<Frame[]> {
  for await (const chunk of body) yield framer.push(chunk);
  yield framer.end();
}
