import type { StageFile, StageLoad } from '../../../core/warehouse.ts';

/** What is copied, looked at and published in one go: the files of one day, or the whole catalogue. */
export interface Slice {
  /** For the names of what it puts into the work area. */
  readonly name: string;
  readonly day: string | undefined;
  readonly files: readonly StageFile[];
}

/** The slices of a load, in the order of its files. */
export function slicesOf({ dataset, files }: StageLoad): readonly Slice[] {
  const byDay = new Map<string | undefined, StageFile[]>();
  for (const file of files) {
    const ofDay = byDay.get(file.day) ?? [];
    ofDay.push(file);
    byDay.set(file.day, ofDay);
  }
  return [...byDay].map(([day, ofDay]) => ({
    name: day === undefined ? dataset.name : `${dataset.name}-${day}`,
    day,
    files: ofDay,
  }));
}
