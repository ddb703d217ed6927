/** The fields of an ErrorResponse besides its message, by the names that node-pg gives them. */
export interface ErrorFields {
  /** Default: ERROR. A FATAL ends the connection. */
  readonly severity?: 'ERROR' | 'FATAL';
  /** Default: XX000, which Redshift gives to most of its own errors. */
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly position?: string | undefined;
  readonly where?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: string | undefined;
  readonly routine?: string | undefined;
}

/** What the server answers a statement with, instead of a result. */
export class RedshiftError extends Error {
  override readonly name = 'RedshiftError';
  readonly code: string;
  readonly fields: ErrorFields;

  constructor(message: string, fields: ErrorFields = {}) {
    super(message);
    this.code = fields.code ?? 'XX000';
    this.fields = fields;
  }
}

/** The parser's error: it names the word it stopped at. The hint, which Redshift has none of, says what is wrong. */
export function syntaxError(near: string, hint?: string): RedshiftError {
  const where = near === '' ? 'at end of input' : `at or near "${near}"`;
  const file = '/home/ec2-user/padb/src/pg/src/backend/parser/parser_scan.l';
  return new RedshiftError(`syntax error ${where}`, { code: '42601', hint, file, line: '719', routine: 'yyerror' });
}
