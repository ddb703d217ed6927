import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../src/records/events.ts';
import { ownKeys, topLevelKeys } from '../../src/records/mapping.ts';
import { event, indexOf, NEEDED, rawEvent, readAll } from '../support/records.ts';

async function firstName(...members: readonly string[]) {
  const { rows, rejects } = await readAll(rawEvent(...members));
  return rejects[0] ?? rows[0]?.[indexOf('firstname')];
}

describe('keys', () => {
  it.each([
    [['"firstName":"A"'], 'A'],
    [['"firstname":"A"'], 'A'],
    [['"FIRSTNAME":"A"'], 'A'],
    [['"FIRSTNAME":"A"', '"firstName":"B"'], 'B'],
    [['"firstName":"B"', '"FIRSTNAME":"A"', '"firstname":"A"', '"FIRSTNAME":"A"'], 'B'],
    [['"\\u0066irst\\u004eame":"A"'], 'A'],
    [['"first_name":"A"', '" firstName":"A"', '"firstName ":"A"', '"":"A"'], null],
    [['"__proto__":"A"', '"constructor":1'], null],
    [['"x":1', '"x":2', '"X":3'], null],
    [[], null],
  ])('%j gives %j', async (members, value) => {
    expect(await firstName(...members)).toBe(value);
  });

  it.each([
    [['"firstName":"A"', '"firstName":"B"'], '"B"', '"firstName" appears twice'],
    [['"firstName":"A"', '"\\u0066irstName":"A"'], '"A"', '"firstName" appears twice'],
    [['"firstname":"A"', '"firstname":null'], 'null', '"firstname" appears twice'],
    [
      ['"firstname":"A"', '"FIRSTNAME":"B"'],
      '"B"',
      'ambiguous: both "firstname" and "FIRSTNAME" stand for this column',
    ],
  ])('%j is refused', async (members, value, reason) => {
    expect(await firstName(...members)).toMatchObject({ column: 'firstname', value, reason });
  });

  it('folds ASCII letters only', async () => {
    // The Kelvin sign is a k to toLowerCase().
    const { rows } = await readAll(`{${JSON.stringify(NEEDED).slice(1, -1)},"trac\u212a":1,"\u017fong":"x"}`);
    expect(rows[0]?.[indexOf('song')]).toBeNull();
  });

  it('reads an event that has all keys, in any case and order', async () => {
    const all = Object.fromEntries(EVENTS.columns.toReversed().map(({ key }) => [key.toUpperCase(), 7]));
    const { rows } = await readAll(event(all).replace(/"page".*"itemInSession":0,/, ''));
    expect(rows).toEqual([EVENTS.columns.map(({ type }) => (type === 'text' ? '7' : 7))]);
  });

  it('tells which key fills which column', () => {
    expect(topLevelKeys(ownKeys(EVENTS))).toEqual(EVENTS.columns.map(({ key }) => key));
  });
});
