import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDayPattern, type DayPattern } from '../../src/source/day-pattern.ts';

function pattern(text: string): DayPattern {
  const compiled = compileDayPattern(text);
  if (typeof compiled === 'string') throw new Error(compiled);
  return compiled;
}

const DEFAULT = '%Y/%m/%Y-%m-%d-events.json';
const days = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('dayOf', () => {
  it.each([
    [DEFAULT, '2018/11/2018-11-15-events.json', '2018-11-15'],
    [DEFAULT, '2018/11/2018-11-15-events.json.gz', '2018-11-15'],
    // A field that comes again must agree.
    [DEFAULT, '2018/11/2018-12-15-events.json', undefined],
    [DEFAULT, '2017/11/2018-11-15-events.json', undefined],
    [DEFAULT, '2018/11/2018-11-31-events.json', undefined],
    [DEFAULT, '2018/11/2018-11-15-events.json.bak', undefined],
    [DEFAULT, '2018/11/2018-11-15-events.json.gz.gz', undefined],
    [DEFAULT, '2018/11/2018-11-15-eventsXjson', undefined],
    [DEFAULT, 'old/2018/11/2018-11-15-events.json', undefined],
    [DEFAULT, '2018/11/2018-11-15-events.json\n', undefined],
    [DEFAULT, '2018/11/.ipynb_checkpoints/2018-11-15-events.json', undefined],
    // `%Y-%m-%d` at the end must not fit a longer number.
    ['log-%Y-%m-%d', 'log-2018-11-1', undefined],
    ['log-%Y-%m-%d', 'log-2018-11-10', '2018-11-10'],
    ['log-%Y-%m-%d', 'log-2018-11-100', undefined],
    ['%Y%m%d.json', '20181115.json', '2018-11-15'],
    ['%d.%m.%Y.json', '15.11.2018.json', '2018-11-15'],
    ['%Y/%j.json', '2018/319.json', '2018-11-15'],
    ['%Y/%j.json', '2020/366.json', '2020-12-31'],
    ['%Y/%j.json', '2018/366.json', undefined],
    ['%Y/%j.json', '2018/000.json', undefined],
    // Month and day count, and the day of the year must agree with them.
    ['%Y/%j/%m-%d', '2018/319/11-15', '2018-11-15'],
    ['%Y/%j/%m-%d', '2018/318/11-15', undefined],
    ['%Y-%m-%dT%H.json', '2018-11-15T23.json', '2018-11-15'],
    ['%Y-%m-%dT%H.json', '2018-11-15T24.json', undefined],
    ['%Y-%m-%d/*.json', '2018-11-15/part-0.json', '2018-11-15'],
    ['%Y-%m-%d/*.json', '2018-11-15/a/part-0.json', undefined],
    ['%Y-%m-%d/*.json', '2018-11-15/.json.gz', '2018-11-15'],
    ['%Y-%m-%d/part-?.json', '2018-11-15/part-7.json', '2018-11-15'],
    ['%Y-%m-%d/part-?.json', '2018-11-15/part-77.json', undefined],
    ['%Y-%m-%d/part-?.json', '2018-11-15/part-/.json', undefined],
    ['**/%Y-%m-%d.json', '2018-11-15.json', '2018-11-15'],
    ['**/%Y-%m-%d.json', 'a/b/2018-11-15.json', '2018-11-15'],
    ['**/%Y-%m-%d.json', 'a2018-11-15.json', undefined],
    ['100%%/%Y-%m-%d', '100%/2018-11-15', '2018-11-15'],
    ['a.b+c(%Y)[%m]{%d}$^|', 'a.b+c(2018)[11]{15}$^|', '2018-11-15'],
    ['a.b+c(%Y)[%m]{%d}$^|', 'aXb+c(2018)[11]{15}$^|', undefined],
    ['%Y-%m-%d.json.gz', '2018-11-15.json.gz', '2018-11-15'],
    ['%Y-%m-%d.json.gz', '2018-11-15.json.gz.gz', undefined],
    ['%Y-%m-%d.json.gz', '2018-11-15.json', undefined],
  ])('of %s finds in %s the day %s', (text, key, day) => expect(pattern(text).dayOf(key)).toBe(day));

  it('is the reverse of keyOf where there are no wildcards', () => {
    const literal = fc
      .string({ unit: fc.constantFrom(...'abz-_./ +()[]{}$^|\\', 'é', '😀'), maxLength: 5 })
      .filter((text) => !text.startsWith('/'));
    const fields = fc.oneof(
      fc.shuffledSubarray(['%Y', '%m', '%d'], { minLength: 3 }),
      fc.shuffledSubarray(['%Y', '%j'], { minLength: 2 }),
      fc.shuffledSubarray(['%Y', '%m', '%d', '%j'], { minLength: 4 }),
      fc.constant(['%Y', '%m', '%Y', '%m', '%d', '%%', '%d']),
    );
    const texts = fc
      .tuple(fields, fc.array(literal, { minLength: 8, maxLength: 8 }))
      .map(([list, gaps]) => list.map((field, n) => `${gaps[n]}${field}`).join('') + gaps[7]);
    fc.assert(
      fc.property(texts, days, (text, day) => {
        const { keyOf, dayOf, prefixOf } = pattern(text);
        expect(dayOf(keyOf(day))).toBe(day);
        expect(dayOf(`${keyOf(day)}.gz`)).toBe(day);
        expect(prefixOf(day)).toBe(keyOf(day));
      }),
    );
  });
});

describe('what all keys of a day begin with', () => {
  it.each([
    [DEFAULT, '', '2018/11/2018-11-15-events.json', true],
    ['events/%Y/%m/%d/*.json', 'events/', 'events/2018/11/15/', true],
    ['%Y-%m-%dT%H.json', '', '2018-11-15T', true],
    ['**/%Y-%m-%d.json', '', '', true],
    ['logs/part-?-%Y%m%d', 'logs/part-', 'logs/part-', true],
    ['100%%/%Y%j', '100', '100%/2018319', true],
    ['%d/%m/%Y', '', '15/11/2018', false],
    ['%Y-%d-%m', '', '2018-15-11', false],
    ['%m/%Y-%m-%d', '', '11/2018-11-15', false],
    ['%j/%Y', '', '319/2018', false],
    ['%Y%j%m%d', '', '20183191115', false],
  ])('%s', (text, root, prefix, sorts) => {
    const compiled = pattern(text);
    expect(compiled).toMatchObject({ text, root, sortsByDay: sorts });
    expect(compiled.prefixOf('2018-11-15')).toBe(prefix);
  });

  it('keeps wildcards in the key for messages', () => {
    expect(pattern('%Y/%m/%d/*-%H?.json').keyOf('2018-11-15')).toBe('2018/11/15/*-%H?.json');
  });
});

it.each([
  ['%Y/_logs/%m-%d', true],
  ['.hidden/%Y-%m-%d', true],
  ['%Y/%m/%Y-%m-%d_events.json', false],
  ['a.b/%Y-%m-%d.json', false],
])('%s names hidden files: %s', (text, hidden) => expect(pattern(text).namesHidden).toBe(hidden));

it.each([
  ['', /it must tell the day/],
  ['events.json', /it must tell the day/],
  ['%Y/%m.json', /it must tell the day/],
  ['%m-%d.json', /it must tell the day/],
  ['%j.json', /it must tell the day/],
  ['%Y-%m-%d-%y', /^%y is not known \(known: %Y %m %d %j %H %%\)$/],
  ['%Y-%m-%d-100%', /^% is not known/],
  ['%Y-%m-%d-%', /^% is not known/],
  ['%Y-%m-%d%é', /^%é is not known/],
  ['/%Y/%m/%d', /must not begin with \//],
])('%j is refused: %s', (text, problem) => expect(compileDayPattern(text)).toMatch(problem));
