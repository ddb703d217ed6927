/** A day is text, `YYYY-MM-DD`, and always means a day in UTC: what the files are named after. */
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MS_PER_DAY = 86_400_000;

/** True if the text is a day that the calendar has, from year 1 on: 2018-02-30 is not one. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (match === null || match[1] === '0000') return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A moment in UTC as every engine reads it: `2018-11-15 03:15:00.000`. */
export function timestampOf(moment: Date): string {
  return moment.toISOString().replace('T', ' ').replace('Z', '');
}

/** The days from `first` to `last`, both included; none if `last` is earlier. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  const end = Date.parse(`${last}T00:00:00Z`);
  for (let time = Date.parse(`${first}T00:00:00Z`); time <= end; time += MS_PER_DAY) {
    days.push(new Date(time).toISOString().slice(0, 10));
  }
  return days;
}
