/** A date and a time as engines and people write them: with `T` or a blank, seconds, a fraction, an offset from UTC. */
const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d+))?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * One way to write a moment: `2018-11-15 00:00:00`, in UTC, its fraction without zeros at the end. Any other text stays as it
 * is. A moment without an offset is one in UTC, which the sessions of all engines are set to.
 */
export function canonicalMoment(text: string): string {
  const [, day, minutes, seconds = ':00', fraction = '', offset = 'Z'] = MOMENT.exec(text) ?? [];
  if (day === undefined) return text;
  const time = Date.parse(`${day}T${minutes}${seconds}${isoOffset(offset)}`);
  if (Number.isNaN(time)) return text;
  const digits = fraction.replace(/0+$/, '');
  const moment = new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  return digits === '' ? moment : `${moment}.${digits}`;
}

/** `+01` and `+0100` as `+01:00`, the only form that JavaScript promises to read. */
function isoOffset(offset: string): string {
  const digits = offset.slice(1).replace(':', '');
  return digits === '' ? 'Z' : `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2) || '00'}`;
}
