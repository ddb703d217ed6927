import type { FileState, PlannedFile, RunPlan } from '../../core/run-plan.ts';
import { bytes, count, counted } from '../format.ts';
import type { Style } from '../style.ts';
import { clean, padEnd, padStart } from '../text.ts';

/** Log files are shown one by one up to so many; song files, of which there are thousands, up to fewer. */
const MOST_LOGS = 40;
const MOST_SONGS = 5;
const MOST_VANISHED = 10;

/** The files that would be read, and those that are gone. */
export function fileLines(plan: RunPlan, style: Style): readonly string[] {
  const { days, logFiles, songFiles, leftOut, vanished } = plan;
  const isReplaced = ({ day }: RunPlan['vanished'][number]) => day !== null && days.includes(day);
  return [
    '',
    style.bold(`Log files: ${figures(logFiles, leftOut.logFiles)}`),
    ...listed(logFiles, MOST_LOGS, style),
    style.bold(`Song files: ${figures(songFiles, leftOut.songFiles)}`),
    ...listed(songFiles, MOST_SONGS, style),
    ...goneLines(
      vanished.filter((file) => !isReplaced(file)),
      () => 'what was loaded stays',
      style,
    ),
    ...goneLines(vanished.filter(isReplaced), loadedWithout, style),
  ];
}

function loadedWithout(files: number): string {
  return files === 1 ? 'its day is loaded again without it' : 'their days are loaded again without them';
}

function goneLines(gone: RunPlan['vanished'], what: (files: number) => string, style: Style): readonly string[] {
  if (gone.length === 0) return [];
  return [
    style.warn(`Vanished: ${counted(gone.length, 'file')}; ${what(gone.length)}`),
    ...gone.slice(0, MOST_VANISHED).map(({ uri, day }) => `  ${day === null ? '' : `${day}  `}${clean(uri)}`),
    ...more(gone.length - MOST_VANISHED, style),
  ];
}

/** `3 to read (2 new, 1 changed), 1.2 MB; 27 are loaded as they are`. */
function figures(files: readonly PlannedFile[], leftOut: number): string {
  const rest =
    leftOut === 0
      ? ''
      : `; ${count(leftOut)} ${leftOut === 1 ? 'is' : 'are'} loaded as ${leftOut === 1 ? 'it is' : 'they are'}`;
  if (files.length === 0) return `none to read${rest}`;
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${count(files.length)} to read (${states(files)}), ${bytes(total)}${rest}`;
}

const WORDS: Readonly<Record<FileState, string>> = {
  new: 'new',
  changed: 'changed',
  unchanged: 'loaded before, unchanged',
  unknown: 'not compared',
};

function states(files: readonly PlannedFile[]): string {
  return Object.entries(WORDS)
    .map(([state, word]) => [files.filter((file) => file.state === state).length, word] as const)
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${count(number)} ${word}`)
    .join('; ');
}

function listed(files: readonly PlannedFile[], most: number, style: Style): readonly string[] {
  const shown = files.length > most + 1 ? files.slice(0, most) : files;
  const sizes = shown.map((file) => bytes(file.bytes));
  const width = Math.max(0, ...sizes.map((size) => size.length));
  return [
    ...shown.map((file, n) => {
      const state = padEnd(file.state, 'unchanged'.length);
      const day = file.day === null ? '' : `${file.day}  `;
      return `  ${day}${file.state === 'changed' ? style.warn(state) : state}  ${padStart(sizes[n] ?? '', width)}  ${clean(file.uri)}`;
    }),
    ...more(files.length - shown.length, style),
  ];
}

function more(hidden: number, style: Style): readonly string[] {
  return hidden > 0 ? [style.dim(`  … and ${count(hidden)} more (--json has all)`)] : [];
}
