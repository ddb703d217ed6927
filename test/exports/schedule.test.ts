import { describe, expect, it } from 'vitest';
import { everySchedule, parseCron } from '../../src/exports/schedule.ts';

describe('every so often', () => {
  it.each([
    ['1m', '* * * * *', '*-*-* *:*:00', 1],
    ['15m', '*/15 * * * *', '*-*-* *:00,15,30,45:00', 15],
    ['1h', '7 * * * *', '*-*-* *:07:00', 60],
    ['6h', '7 */6 * * *', '*-*-* 00,06,12,18:07:00', 60],
    ['1d', '7 0 * * *', '*-*-* 00:07:00', 60],
  ])('%s is %s', (text, cron, calendar, leastMinutes) => {
    expect(everySchedule(text)).toEqual({ cron, calendar: [calendar], leastMinutes });
  });

  it.each(['', '0m', '7m', '60m', '90m', '5h', '24h', '2d', '1w', 'hourly', '015m', '1.5h', '-1h'])(
    'not "%s"',
    (text) => {
      expect(() => everySchedule(text)).toThrow(`found "${text}"`);
    },
  );
});

describe('a cron expression', () => {
  it.each<[string, string[], number]>([
    ['30 6 * * *', ['*-*-* 06:30:00'], 60],
    ['0,58 * * * *', ['*-*-* *:00,58:00'], 2],
    ['0-30/10,45 8-10 * * *', ['*-*-* 08,09,10:00,10,20,30,45:00'], 10],
    ['0 6 * * 1-5', ['Mon,Tue,Wed,Thu,Fri *-*-* 06:00:00'], 60],
    ['0 6 * * Sun,MON', ['Sun,Mon *-*-* 06:00:00'], 60],
    ['0 6 * * 0,5,6', ['Sun,Fri,Sat *-*-* 06:00:00'], 60],
    ['0 0 1 jan,7 *', ['*-01,07-01 00:00:00'], 60],
    // Either day will do, unless one of the two fields begins with a star.
    ['0 0 1,15 * mon', ['*-*-01,15 00:00:00', 'Mon *-*-* 00:00:00'], 60],
    ['0 0 */10 * 1', ['Mon *-*-01,11,21,31 00:00:00'], 60],
    ['0 0 1-31 * *', ['*-*-* 00:00:00'], 60],
  ])('%s is %j', (cron, calendar, leastMinutes) => {
    expect(parseCron(cron)).toEqual({ cron, calendar, leastMinutes });
  });

  it.each([
    ['0 0 * * 7', '0 0 * * 0'],
    ['0 0 * * 5-7', '0 0 * * 0,5,6'],
    ['0 0 * * 1,7', '0 0 * * 0,1'],
    ['0 0 * * 1-7/2', '0 0 * * 0,1,3,5'],
    ['0 0 1 * 0-7', '0 0 1 * 0,1,2,3,4,5,6'],
    ['0 0 * * mon-7', '0 0 * * 0,1,2,3,4,5,6'],
    ['7 7 7 7 */7', '7 7 7 7 */7'],
    ['0 6 * * Sun,MON', '0 6 * * Sun,MON'],
  ])('%s has no Sunday that is a 7: %s', (text, cron) => {
    expect(parseCron(text).cron).toBe(cron);
    expect(parseCron(cron).calendar).toEqual(parseCron(text).calendar);
  });

  it('may have more space than it needs', () => {
    expect(parseCron('  0   6 * *\t1 ').cron).toBe('0 6 * * 1');
  });

  it.each([
    ['', /expected minute, hour, day, month and weekday/],
    ['@hourly', /expected minute, hour/],
    ['* * * * * *', /expected minute, hour/],
    ['60 * * * *', /expected a minute from 0 to 59, found "60"/],
    ['*/0 * * * *', /expected a minute/],
    ['5/10 * * * *', /expected a minute/],
    ['*-5 * * * *', /expected a minute/],
    ['10-5 * * * *', /expected a minute/],
    ['1,,2 * * * *', /expected a minute/],
    ['0 24 * * *', /expected an hour/],
    ['0 0 0 * *', /expected a day of the month from 1 to 31/],
    ['0 0 * 13 *', /expected a month/],
    ['0 0 * mon *', /expected a month/],
    ['0 0 * * 8', /expected a weekday/],
    ['0 0 * * fri-mon', /expected a weekday/],
    ['0 0 * * $(id)', /expected a weekday/],
    ['0 0 * * *; id', /expected minute, hour/],
  ])('not "%s"', (text, problem) => {
    expect(() => parseCron(text)).toThrow(problem);
  });
});
