import { CsvError, parse } from 'csv-parse/sync';

/** An expected result as its file holds it. */
export interface ExpectedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Each field of the file is in quotes, so that it cannot tell null from empty text. */
  readonly isEmptyNull: boolean;
}

interface CsvRecord {
  readonly record: readonly (string | null)[];
  readonly info: { readonly lines: number };
}

/**
 * Reads CSV of RFC 4180 with a header: an empty field is null, `""` is empty text. Lines end with LF or CRLF; a byte order
 * mark is left out, and so are blank lines, which only a table of one column can mean to have (a null each).
 * Throws an Error that names the line.
 */
export function parseExpected(text: string): ExpectedTable {
  let bare = 0;
  const records = readRecords(text, () => {
    bare += 1;
  });
  const [header, ...rest] = records;
  if (header === undefined || isBlank(header)) throw new Error('line 1: expected the names of the columns');
  const columns = header.record.map((name) => name ?? '');
  const rows = columns.length === 1 ? rest : rest.filter((each) => !isBlank(each));
  const wrong = rows.find(({ record }) => record.length !== columns.length);
  if (wrong !== undefined) {
    throw new Error(`line ${wrong.info.lines}: expected ${columns.length} fields, found ${wrong.record.length}`);
  }
  const blankLines = rest.length - rows.length;
  return { columns, rows: rows.map(({ record }) => record), isEmptyNull: bare === blankLines };
}

/** @param onBare told of each field without quotes */
function readRecords(text: string, onBare: () => void): readonly CsvRecord[] {
  try {
    const records: unknown = parse(text, {
      bom: true,
      info: true,
      record_delimiter: ['\r\n', '\n'],
      // Lengths are checked by ourselves: a blank line is none that is too short.
      relax_column_count: true,
      cast: (value, { quoting }) => {
        if (!quoting) onBare();
        return value === '' && !quoting ? null : value;
      },
    });
    return records as readonly CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Error(`line ${error.lines}: ${explain(error)}`);
  }
}

function isBlank({ record }: CsvRecord): boolean {
  return record.length === 1 && record[0] === null;
}

function explain({ code, message }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote without its partner';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quote within a field in quotes must stand twice';
    case 'INVALID_OPENING_QUOTE':
      return 'a field with a quote in it must be in quotes itself';
    default:
      return message;
  }
}
