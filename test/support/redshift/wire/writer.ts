import type { RedshiftError } from '../error.ts';

/** A column of a result, as RowDescription tells it. */
export interface Field {
  readonly name: string;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeID: number;
  readonly dataTypeSize: number;
  readonly dataTypeModifier: number;
}

/** The letters of ReadyForQuery: idle, in a transaction, in one that failed. */
export type TransactionStatus = 'I' | 'T' | 'E';

/** One message of the server: its letter, its length, its content. */
function message(letter: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(letter, 'latin1'), int32(body.length + 4), body]);
}

export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf8');
}

export const authentication = (kind: number, ...more: readonly Buffer[]) => message('R', int32(kind), ...more);
export const parameterStatus = (name: string, value: string) => message('S', text(name), text(value));
export const backendKeyData = (pid: number, secret: number) => message('K', int32(pid), int32(secret));
export const readyForQuery = (status: TransactionStatus) => message('Z', Buffer.from(status, 'latin1'));
export const commandComplete = (tag: string) => message('C', text(tag));
export const parseComplete = message('1');
export const bindComplete = message('2');
export const closeComplete = message('3');
export const noData = message('n');
export const emptyQuery = message('I');
export const portalSuspended = message('s');

export function rowDescription(fields: readonly Field[]): Buffer {
  const columns = fields.map((field) =>
    Buffer.concat([
      text(field.name),
      unsigned32(field.tableID),
      int16(field.columnID),
      unsigned32(field.dataTypeID),
      int16(field.dataTypeSize),
      int32(field.dataTypeModifier),
      int16(0),
    ]),
  );
  return message('T', int16(fields.length), ...columns);
}

export function dataRow(values: readonly (string | null)[]): Buffer {
  const cells = values.map((value) => {
    if (value === null) return int32(-1);
    const bytes = Buffer.from(value, 'utf8');
    return Buffer.concat([int32(bytes.length), bytes]);
  });
  return message('D', int16(values.length), ...cells);
}

/** Notices of Redshift's COPY and DDL have the severity INFO. */
export function notice(severity: string, code: string, content: string): Buffer {
  return message('N', ...fields({ S: severity, C: code, M: content }));
}

export function errorResponse(error: RedshiftError): Buffer {
  const {
    severity = 'ERROR',
    detail,
    hint,
    position,
    where,
    schema,
    table,
    column,
    file,
    line,
    routine,
  } = error.fields;
  const identity = { S: severity, C: error.code, M: error.message, D: detail, H: hint, P: position, W: where };
  return message('E', ...fields({ ...identity, s: schema, t: table, c: column, F: file, L: line, R: routine }));
}

function fields(byLetter: Readonly<Record<string, string | undefined>>): Buffer[] {
  const present = Object.entries(byLetter).flatMap(([letter, value]) =>
    value === undefined ? [] : [`${letter}${value}`],
  );
  return [...present.map(text), Buffer.alloc(1)];
}

function unsigned32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
