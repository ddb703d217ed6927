import { type CalendarDay, type CalendarState, DAY_STATES, type WarehouseStatus } from '../../core/calendar.ts';
import { daysText, rangeTexts } from '../days.ts';
import { count, counted } from '../format.ts';
import { runMark, runSentence } from '../history/run-line.ts';
import type { Style } from '../style.ts';
import { clean, displayWidth, wrap } from '../text.ts';
import { monthLines } from './months.ts';
import { SIGNS, type Sign } from './signs.ts';

/** More lines of a list than that are a job for --json. */
const MOST_LINES = 20;

/**
 * The calendar of a warehouse, its legend, and what to look at: gaps, days that failed, differ from the source or have rejects,
 * the last run and those that are under way.
 *
 * @param width columns of the terminal, or Infinity for a file
 */
export function statusText(status: WarehouseStatus, style: Style, width: number): string {
  const { days } = status;
  const lines = [
    ...wrap(clean(status.warehouse), width).map(style.bold),
    '',
    ...(days.length === 0
      ? ['No day is known yet.']
      : [...monthLines(days, style, width), '', ...legend(days, style, width)]),
    ...lists(days, style, width),
    ...(status.isUnfinished ? ['', ...wrap(UNFINISHED, width).map(style.warn)] : []),
    '',
    ...runLines(status, style, width),
    ...sourceLines(status, style, width),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Columns of a line of the legend where nothing limits them. */
const MOST_COLUMNS = 100;

/** Only the signs that are shown. */
function legend(days: readonly CalendarDay[], style: Style, width: number): readonly string[] {
  const most = Math.min(width, MOST_COLUMNS);
  const lines: { text: string; columns: number }[] = [];
  for (const [state, { sign, paint, meaning }] of Object.entries<Sign>(SIGNS)) {
    const total = days.filter((day) => day.state === state).length;
    if (total === 0) continue;
    const plain = `${sign} ${meaning} (${count(total)})`;
    const text = paint(style)(sign) + plain.slice(sign.length);
    const line = lines.at(-1);
    const columns = displayWidth(plain);
    if (line === undefined || line.columns + 3 + columns > most) lines.push({ text, columns });
    else lines[lines.length - 1] = { text: `${line.text}   ${text}`, columns: line.columns + 3 + columns };
  }
  return lines.map(({ text }) => text);
}

/** What each list is called, in the order of DAY_STATES; nothing is to be done about the others. */
const TITLES: Readonly<Partial<Record<CalendarState, string>>> = {
  failed: 'Failed (mend what is named, then: sparkify-etl retry)',
  restaged: 'Staged again, not published (sparkify-etl run-all)',
  staged: 'Staged, not published (sparkify-etl run-all)',
  changed: 'Changed in the source since they were read (sparkify-etl run-all)',
  new: 'In the source, not read yet (sparkify-etl run-all)',
  vanished: 'Files vanished from the source',
  rejects: 'With rejects (table staging_rejects)',
  missing: 'Gaps',
};

const UNFINISHED = 'Songs or plays are staged that not all published tables have yet (sparkify-etl run-all)';

function lists(days: readonly CalendarDay[], style: Style, width: number): readonly string[] {
  return DAY_STATES.flatMap((state) => {
    const title = TITLES[state];
    const those = days.filter((day) => day.state === state || (state === 'rejects' && day.rejects > 0));
    if (title === undefined || those.length === 0) return [];
    const entries = ENTRIES[state]?.(those) ?? rangeTexts(those.map(({ day }) => day));
    const shown = entries.length > MOST_LINES + 1 ? entries.slice(0, MOST_LINES) : entries;
    const hidden = entries.length - shown.length;
    return [
      '',
      ...wrap(`${title}: ${counted(those.length, 'day')}`, width).map(style.bold),
      ...shown.flatMap((entry) => wrap(`  ${entry}`, width)),
      ...(hidden === 0 ? [] : [style.dim(`  … and ${count(hidden)} more (--json has all)`)]),
    ];
  });
}

/** Where more than the day is to be told. */
const ENTRIES: Readonly<Partial<Record<CalendarState, (days: readonly CalendarDay[]) => readonly string[]>>> = {
  failed: (days) => {
    const groups = new Map<string, string[]>();
    for (const { day, reason, isPublished } of days) {
      const before = isPublished ? ' (readers see what was published before)' : '';
      const text = `${before}: ${clean(reason ?? 'no reason is kept')}`;
      groups.set(text, [...(groups.get(text) ?? []), day]);
    }
    return [...groups].map(([text, those]) => `${daysText(those)}${text}`);
  },
  rejects: (days) =>
    days.map(({ day, rejects, records }) => `${day}: ${count(rejects)} of ${counted(records ?? rejects, 'record')}`),
};

function runLines({ lastRun, running }: WarehouseStatus, style: Style, width: number): readonly string[] {
  const line = (label: string, state: string, text: string) => {
    const [first = '', ...others] = wrap(`${label}: ${text}`, width - 2);
    return [`${runMark(state, style)} ${first}`, ...others.map((more) => `  ${more}`)];
  };
  return [
    ...(lastRun === null ? ['No run has ended yet.'] : line('Last run', lastRun.state, runSentence(lastRun))),
    ...(running.length === 0
      ? ['Nothing is running.']
      : running.flatMap((run) => line('Running', run.state, runSentence(run)))),
  ];
}

function sourceLines({ source, days }: WarehouseStatus, style: Style, width: number): readonly string[] {
  if (source === null) return wrap('The source was not looked at (--offline).', width);
  const place = clean(source.location ?? 'the source');
  if (source.problem !== null) {
    return wrap(`Files are not compared: ${clean(source.problem)}`, width).map(style.warn);
  }
  const differing = days.filter(({ files }) => files !== null && files.new + files.changed + files.vanished > 0);
  const found =
    differing.length === 0
      ? 'every log file is as it was read'
      : `files differ on ${daysText(differing.map(({ day }) => day))}`;
  return wrap(`Compared with ${place}: ${found}.`, width);
}
