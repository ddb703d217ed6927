import type { Convert } from './convert.ts';
import { LoadError } from './load-error.ts';
import { type Moment, parseAuto, parseTemplate } from './time-format.ts';

const EPOCHS: Readonly<Record<string, number>> = { epochsecs: 1000, epochmillisecs: 1 };
/** 9999-12-31 23:59:59.999 */
const MAX_MS = 253_402_300_799_999;

/** By TIMEFORMAT, which holds for every timestamp of the statement. @throws LoadError 1206 */
export const convertTimestamp: Convert = (text, column, { options, behaviour }) => {
  const unit = EPOCHS[options.timeFormat];
  const zone = column.type === 'timestamptz' ? '+00' : '';
  if (unit !== undefined) {
    const moment = fromEpoch(text, unit, behaviour.fractionsForIntegers === 'truncate');
    if (moment !== undefined) return moment + zone;
  } else {
    const moment = options.timeFormat === 'auto' ? parseAuto(text) : parseTemplate(text, options.timeFormat);
    if (moment !== undefined) return `${dateOf(moment)} ${timeOf(moment)}${zone && (moment.zone ?? zone)}`;
  }
  if (options.acceptAnyDate) return null;
  throw new LoadError(1206, `Invalid timestamp format or value [${options.timeFormat}]`);
};

/** By DATEFORMAT. @throws LoadError 1205 */
export const convertDate: Convert = (text, _column, { options }) => {
  const moment = options.dateFormat === 'auto' ? parseAuto(text) : parseTemplate(text, options.dateFormat);
  if (moment !== undefined) return dateOf(moment);
  if (options.acceptAnyDate) return null;
  throw new LoadError(1205, `Invalid date format or value [${options.dateFormat}]`);
};

function fromEpoch(text: string, unit: number, takesFractions: boolean): string | undefined {
  if (!(takesFractions ? /^-?\d{1,18}(?:\.\d+)?$/ : /^-?\d{1,18}$/).test(text)) return undefined;
  const ms = Math.trunc(Number(text)) * unit;
  const isInRange = ms >= -62_135_596_800_000 && ms <= MAX_MS;
  return isInRange ? new Date(ms).toISOString().replace('T', ' ').replace('Z', '') : undefined;
}

const dateOf = ({ year, month, day }: Moment) => `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
const timeOf = ({ hour, minute, second, fraction }: Moment) =>
  `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${fraction === '' ? '' : `.${fraction}`}`;

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
