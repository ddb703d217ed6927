import { EtlError } from './core/errors.ts';
import type { RunningRun } from './run-context.ts';

/** What a run left out, to load the rest. */
export interface LeftOut {
  readonly failed: { readonly day: string; readonly error: EtlError }[];
  /** Why the days are loaded without the new songs, if they are. */
  songsError: EtlError | undefined;
}

/** @throws EtlError that names all that a run left out to load the rest, if it did */
export function throwLeftOut({ runId, input }: Pick<RunningRun, 'runId' | 'input'>, leftOut: LeftOut): void {
  const { failed, songsError } = leftOut;
  const first = failed[0]?.error ?? songsError;
  if (first === undefined) return;
  const parts = [
    ...(failed.length === 0 ? [] : [countDays(failed.length, input.days.length)]),
    ...(songsError === undefined ? [] : [songsText(failed.length, input.days.length)]),
  ];
  const again =
    failed.length === 0
      ? (songsError?.hint ?? 'mend or remove what is named')
      : `mend what is named, then load exactly these: sparkify-etl retry ${runId}`;
  const later = 'the next run-all without days reads the songs again, and matches the plays with them';
  throw new EtlError(first.kind, parts.join('; '), {
    details: reasonsOf(leftOut),
    hint: songsError === undefined ? again : `${again}\n${later}`,
    cause: first,
  });
}

/** A failure of what came after days and songs that were left out: of these it tells too. */
export function withLeftOut(error: EtlError, leftOut: LeftOut): EtlError {
  const reasons = reasonsOf(leftOut);
  if (reasons.length === 0) return error;
  const { kind, message, details, hint, isTransient } = error;
  return new EtlError(kind, message, {
    details: [...details, ...reasons],
    cause: error,
    isTransient,
    ...(hint === undefined ? {} : { hint }),
  });
}

function reasonsOf({ failed, songsError }: LeftOut): readonly string[] {
  const lines = (what: string, { message, details }: EtlError) => [
    `${what}: ${message}`,
    ...details.map((line) => `  ${line}`),
  ];
  return [
    ...failed.flatMap(({ day, error }) => lines(day, error)),
    ...(songsError === undefined ? [] : lines('songs', songsError)),
  ];
}

function countDays(failed: number, all: number): string {
  if (failed < all) return `${failed === 1 ? '1 day' : `${failed} days`} of ${all} could not be loaded; the others are`;
  return all === 1 ? 'the day could not be loaded' : `none of the ${all} days could be loaded`;
}

function songsText(failed: number, all: number): string {
  const songs = 'the new song files could not be loaded';
  if (failed === all) return songs;
  return `${songs}; the ${failed === 0 ? 'days' : 'other days'} are, with the songs of before`;
}
