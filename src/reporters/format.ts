import { unreachable } from '../core/errors.ts';
import type { Figures, Stage } from '../core/event.ts';

// Logs and cron mails are read on other machines than they are written on: figures never follow the machine's locale.
const GROUPED = new Intl.NumberFormat('en-US');
const ROUNDED = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** `1,234`. */
export function count(value: number): string {
  return GROUPED.format(value);
}

/** `1 row`, `1,234 rows`; the plural is the noun with an s. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `2 offending rows`: what a check found. */
export function offending(rows: number): string {
  return counted(rows, 'offending row');
}

const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** `999 B`, `12.3 MB`: decimal units, as storage is billed. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  let scaled = value / 1000;
  let unit = 0;
  // 999.95 and more would be printed as 1000.0 of the smaller unit.
  while (scaled >= 999.95 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${scaled.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** `0.3s`, `59.9s`, `1m 05s`, `2h 07m`. */
export function duration(milliseconds: number): string {
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${twoDigits(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `45,100 rows/s` (three digits are all that such a figure means); undefined within the first second, where it means nothing. */
export function rate(rows: number, milliseconds: number): string | undefined {
  if (milliseconds < 1000 || rows === 0) return undefined;
  return `${ROUNDED.format(rows / (milliseconds / 1000))} rows/s`;
}

/** `4.7%` of the whole; empty for a whole of nothing. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)}%`;
}

const SMALL_SHARE = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });
const LARGE_SHARE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** A share from 0 to 1 as `0.35%`, `12.3%`. One that is neither nothing nor all is never rounded to it. */
export function share(part: number): string {
  const percentage = part * 100;
  if (part > 0 && percentage < 0.001) return '<0.001%';
  if (part < 1 && percentage > 99.9) return '>99.9%';
  return `${(percentage < 10 ? SMALL_SHARE : LARGE_SHARE).format(percentage)}%`;
}

/** The columns in which the figures of a task are shown. */
export const FIGURE_SLOTS = ['rows', 'source', 'bytes', 'rejected', 'rate'] as const;
export type FigureSlot = (typeof FIGURE_SLOTS)[number];
export type FigureTexts = Readonly<Partial<Record<FigureSlot, string>>>;

/** The figures of a task as texts; `live` ones also say how much is to come and how fast it goes. */
export function figureTexts(figures: Figures, stage: Stage, live?: { readonly durationMs: number }): FigureTexts {
  const { rows, files, filesTotal, matched, bytes: size, rejected } = figures;
  const texts: Partial<Record<FigureSlot, string>> = {};
  if (rows !== undefined) texts.rows = rowsText(rows, stage);
  if (files !== undefined) texts.source = filesText(files, live ? filesTotal : undefined);
  else if (matched !== undefined) texts.source = `${count(matched)} matched`;
  if (size !== undefined) texts.bytes = bytes(size);
  if (rejected) texts.rejected = `${count(rejected)} rejected`;
  const speed = live && rows !== undefined && stage !== 'check' ? rate(rows, live.durationMs) : undefined;
  if (speed !== undefined) texts.rate = speed;
  return texts;
}

function rowsText(rows: number, stage: Stage): string {
  switch (stage) {
    case 'check':
      return offending(rows);
    case 'create':
    case 'stage':
    case 'fact':
    case 'dimension':
      return counted(rows, 'row');
    default:
      return unreachable(stage);
  }
}

function filesText(files: number, total: number | undefined): string {
  return total === undefined ? counted(files, 'file') : `${count(files)}/${counted(total, 'file')}`;
}

/** All figures of a task on one line: `8,056 rows, 30 files, 3.2 MB, 4 rejected`; empty where there are none. */
export function figuresLine(texts: FigureTexts): string {
  return FIGURE_SLOTS.flatMap((slot) => texts[slot] ?? []).join(', ');
}
