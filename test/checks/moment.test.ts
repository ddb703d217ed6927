import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalMoment } from '../../src/checks/moment.ts';

it.each([
  ['2018-11-15T00:00:00Z', '2018-11-15 00:00:00'],
  ['2018-11-15 00:00', '2018-11-15 00:00:00'],
  ['2018-11-15 00:00:00+00', '2018-11-15 00:00:00'],
  ['2018-11-15 01:30:00.796000+01:30', '2018-11-15 00:00:00.796'],
  ['2018-11-15 23:00:00-0200', '2018-11-16 01:00:00'],
  ['2018-11-15 00:00:00.000', '2018-11-15 00:00:00'],
  ['2018-11-15T00:00:00.123456789z', '2018-11-15 00:00:00.123456789'],
])('%s is %s', (text, moment) => {
  expect(canonicalMoment(text)).toBe(moment);
});

it.each(['2018-11-15', '15.11.2018 00:00', '2018-13-15 00:00:00', '2018-11-15 25:00:00', 'at 2018-11-15 00:00:00', ''])(
  '%j stays as it is',
  (text) => {
    expect(canonicalMoment(text)).toBe(text);
  },
);

it('changes nothing that it wrote itself, and nothing else', () => {
  const moment = fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        moment.map((date) => date.toISOString()),
      ),
      (text) => {
        const once = canonicalMoment(text);
        expect(canonicalMoment(once)).toBe(once);
        if (once !== text) expect(Date.parse(`${once.replace(' ', 'T')}Z`)).toBe(Date.parse(text));
      },
    ),
  );
});
