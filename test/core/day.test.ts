import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysBetween, isDay } from '../../src/core/day.ts';

describe('isDay', () => {
  it.each(['2018-11-15', '2000-02-29', '2020-02-29', '0001-01-01', '0099-12-31', '9999-12-31', '1970-01-01'])(
    '%s is one',
    (text) => expect(isDay(text)).toBe(true),
  );

  it.each([
    '',
    '2018-02-29',
    '1900-02-29',
    '2018-02-30',
    '2018-11-31',
    '2018-13-01',
    '2018-00-10',
    '2018-01-00',
    '0000-01-01',
    '2018-1-5',
    '18-11-15',
    '2018/11/15',
    '20181115',
    ' 2018-11-15',
    '2018-11-15 ',
    '2018-11-15\n',
    '2018-11-15T00:00:00Z',
    '+012018-11-15',
    '-2018-11-15',
    '２０１８-11-15',
  ])('%j is none', (text) => expect(isDay(text)).toBe(false));

  it('is true of every day that the calendar makes', () => {
    const days = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(days, (date) => isDay(date.toISOString().slice(0, 10))));
  });
});

describe('daysBetween', () => {
  it('has both ends', () => {
    expect(daysBetween('2018-11-29', '2018-12-02')).toEqual(['2018-11-29', '2018-11-30', '2018-12-01', '2018-12-02']);
  });

  it('is one day where both are the same, and none backwards', () => {
    expect(daysBetween('2018-11-15', '2018-11-15')).toEqual(['2018-11-15']);
    expect(daysBetween('2018-11-15', '2018-11-14')).toEqual([]);
  });

  it('knows leap years and has no gap where clocks change', () => {
    expect(daysBetween('2020-01-01', '2020-12-31')).toHaveLength(366);
    expect(daysBetween('2018-01-01', '2018-12-31')).toHaveLength(365);
    expect(daysBetween('2020-02-28', '2020-03-01')).toEqual(['2020-02-28', '2020-02-29', '2020-03-01']);
  });

  it('counts the years before 100 as themselves', () => {
    expect(daysBetween('0001-12-31', '0002-01-01')).toEqual(['0001-12-31', '0002-01-01']);
  });
});
