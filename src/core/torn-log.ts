import { EtlError } from './errors.ts';

/**
 * The end of a write-ahead log never reached the disk whole, as after a loss of power: the file cannot be opened with it. Who
 * opens the file for writing sets the end aside; who only reads must not.
 */
export class TornLogError extends EtlError {
  /** Path of the log. */
  readonly log: string;
  /** Bytes of it that are whole. */
  readonly wholeBytes: number;

  constructor(log: string, wholeBytes: number, cause: unknown) {
    super(
      'warehouse',
      `the end of ${log} was not written whole, as after a loss of power: from byte ${wholeBytes} on`,
      {
        hint: 'run: sparkify-etl create-tables, or the next load; it sets that end aside, and goes on with what had been committed before',
        cause,
      },
    );
    this.log = log;
    this.wholeBytes = wholeBytes;
  }
}
