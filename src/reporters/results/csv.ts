import type { ResultTable } from '../../core/warehouse.ts';

/** CSV of RFC 4180, with a header and CRLF: NULL is an empty field, empty text is `""`. Values are written as they are. */
export function toCsv({ columns, rows }: ResultTable): string {
  const records = [columns.map(({ name }) => name), ...rows];
  return records.map((record) => `${record.map(toField).join(',')}\r\n`).join('');
}

function toField(value: string | null): string {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
