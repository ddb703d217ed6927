/** Why a row is not loaded. @see https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly code: number;
  /** Byte of the value at which it is wrong. */
  readonly position: number;

  constructor(code: number, reason: string, position = 0) {
    super(reason);
    this.code = code;
    this.position = position;
  }
}
