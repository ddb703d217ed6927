import { describe, expect, it } from 'vitest';
import { MAX_RECORD_BYTES } from '../../src/core/dataset.ts';
import { isReject } from '../../src/core/warehouse.ts';
import { event, FILE, indexOf, rawEvent, readAll } from '../support/records.ts';

const SESSION = indexOf('sessionid');
const a = event({ sessionId: 1 });
const b = event({ sessionId: 2 });
const c = event({ sessionId: 3 });
const pretty = (text: string, indent: number | string = 2) => JSON.stringify(JSON.parse(text), null, indent);

/** Session ids of what loads and lines of what does not, in order: `1 !2 3`. */
async function outline(text: string | Uint8Array): Promise<string> {
  const { records } = await readAll(text);
  return records.map((record) => (isReject(record) ? `!${record.line}` : record[SESSION])).join(' ');
}

describe('habits of JSON files', () => {
  it.each([
    ['an empty file', '', ''],
    ['a file of blanks', ' \t\r\n\f\v\n', ''],
    ['one object a line, the last without a line end', `${a}\n${b}`, '1 2'],
    ['a line end after the last', `${a}\n${b}\n`, '1 2'],
    ['\\r\\n', `${a}\r\n${b}\r\n`, '1 2'],
    ['\\r alone', `${a}\r${b}`, '1 2'],
    ['blank lines', `\n\n${a}\n \n\t\n${b}\n\n`, '1 2'],
    ['several objects on a line', `${a}${b} ${c}`, '1 2 3'],
    ['an object over many lines', `${pretty(a)}\n${pretty(b)}`, '1 2'],
    ['objects over many lines, one after the other', `${pretty(a)} ${pretty(b)}${c}`, '1 2 3'],
    ['nested lines without indentation', `{\n"x":\n{"a":\n{}\n},\n${a.slice(1)}\n${b}`, '1 2'],
    ['form feed and vertical tab between objects', `${a}\f\v${b}\n\v\n\f${c}`, '1 2 3'],
    ['a byte order mark', `\ufeff${a}\n${b}`, '1 2'],
    ['nothing but a byte order mark', '\ufeff', ''],
  ])('%s', async (_, text, expected) => {
    expect(await outline(text)).toBe(expected);
  });
});

describe('pieces that are not objects', () => {
  const found = (what: string) => `expected an object, found ${what}`;
  const array = found('an array: one JSON object per record, without [ ] around them and commas between them');
  it.each([
    ['an array on a line', `${a}\n[${b},${c}]\n${b}`, '1 !2 2', array],
    ['an array over lines', `[\n  ${a},\n  ${b}\n]\n${c}`, '!1 3', array],
    ['an array over lines without indentation', `[\n${a},\n${b}\n]\n${c}`, '!1 3', array],
    ['a broken array on a line', `[${a},]\n${b}`, '!1 2', array],
    ['a broken array, then an object on its line', `[nope]${b}`, '!1 2', array],
    ['an array that is cut short', `[1, 2\n${a}`, '!1 1', array],
    ['a number', `17\n${a}`, '!1 1', found('a number')],
    ['a number before an object', `-17 ${a}`, '!1 1', found('a number')],
    ['a string', `"{\\"{" \n${a}`, '!1 1', found('a string')],
    ['a string that does not end', `"{ \n${a}`, '!1 1', found('a string')],
    ['true', `true\n${a}`, '!1 1', found('true')],
    ['null', `${a}\nnull`, '1 !2', found('null')],
    ['a comma', `${a},${b}`, '1 !1 2', found('a comma: one object follows the other without')],
    ['a comma at the end of a line', `${a},\n${b}`, '1 !1 2', found('a comma: one object follows the other without')],
    ['a brace too many', `${a}}\n${b}`, '1 !1 2', found('"}"')],
    ['words up to an object', `\n\nseen: ${a}`, '!3 1', found('"seen:"')],
    ['words up to the line end', `seen\nagain\n${a}`, '!1 !2 1', found('"seen"')],
    ['a byte order mark within the file', `${a}\n\ufeff${b}`, '1 !2 2', found('"\ufeff"')],
    ['bytes of a binary file', '\0\0\u0001', '!1', found('"␀␀\u0001"')],
  ])('%s', async (_, text, expected, reason) => {
    expect(await outline(text)).toBe(expected);
    expect((await readAll(text)).rejects[0]).toMatchObject({
      reason,
      column: null,
      file: FILE,
      table: 'staging_events',
    });
  });

  it('shortens what it shows to 200 characters', async () => {
    const { rejects } = await readAll(`${'é🎵'.repeat(1000)}\n${'x'.repeat(200)}`);
    expect(rejects.map(({ value }) => value?.length)).toEqual([200, 200]);
    // The 200th unit is the first half of a note.
    expect(rejects[0]?.value).toBe(`${'é🎵'.repeat(66)}é…`);
  });
});

describe('broken objects', () => {
  it.each([
    ['balanced on a line, then a line', `{"a":tru}\n${a}`, '!1 1'],
    ['balanced on a line, then an object', `${a}{"a":{"}":tru}}${b}`, '1 !1 2'],
    ['cut short within a string', `${a}\n${b.slice(0, -20)}\n${c}`, '1 !2 3'],
    ['cut short within a word', `{"a":tr\n${a}\n${b}`, '!1 1 2'],
    ['cut short after a colon', `{"a":\n${a}\n${b}`, '!1 1 2'],
    ['cut short within an array', `{"a":[\n${a}\n${b}`, '!1 1 2'],
    ['cut short at the end of the file', `${a}\n${b.slice(0, -1)}\n`, '1 !2'],
    ['cut short twice', `{"a":\n{"b":\n${a}`, '!1 !2 1'],
    ['a brace too few', `{"a":{"b":1}\n${a}\n${b}`, '!1 1 2'],
    ['a quote too many', `{"a":"x"y"}\n${a}`, '!1 1'],
    ['over lines, then an object', `{\n  "a": {\n    "b": tru\n  }\n} ${a}`, '!3 1'],
    [
      'over lines, nested objects on lines of their own',
      `{\n  "a": [\n    {"b": 1},\n    {"b": x}\n  ]\n}\n${a}`,
      '!4 1',
    ],
    ['over lines, the last brace missing', `{\n  "a": x\n{\n${a.slice(1)}`, '!2 1'],
    ['indented', `  {"a":\n  ${a}\n  ${b}`, '!1 1 2'],
    ['indented more than what follows', `    {"a":\n  ${a}`, '!1 1'],
    ['a deeper line after one cut short is part of it', `{"a":\n  ${a}\n${b}`, '!2 2'],
    ['less indented than the one before it', `    {"a":\n  {"b":\n    ${a}\n${b}`, '!1 !3 2'],
    ['after an object and blanks on its line', `${a}   {"a":\n  ${b}\n${c}`, '1 !2 3'],
    ['a string that does not end, over lines', `{\n  "a": "x,\n  "b": {"c": 1}\n} ${a}`, '!2 1'],
    ['after an object on its line', `  ${a}{"a":\n  ${b}\n`, '1 !1 2'],
    ['the comma before the brace', `{"a":1,}\n${a}`, '!1 1'],
    ['comments', `{"a":1 /* { */}\n${a}`, '!1 1'],
  ])('%s', async (_, text, expected) => {
    expect(await outline(text)).toBe(expected);
  });

  it.each([
    ['{"length":NaN}', 1, 'not JSON: expected a value, found "N" after {"length":'],
    ['{\n"a":1\n"b":2}', 3, 'not JSON: expected a comma or "}", found a double quote after { "a":1'],
    ['{"a":"é\n"}', 1, 'not JSON: expected the closing quote of a string, found the end of the line after {"a":"é'],
    [
      '{"a":"\u0001"}',
      1,
      'not JSON: expected the closing quote of a string, found the control character U+0001 after {"a":"',
    ],
    [
      `{"${'é'.repeat(40)}" :é}`,
      1,
      `not JSON: expected a value, found a character beyond ASCII after …${'é'.repeat(13)}" :`,
    ],
    [`{"a":\n${a}`, 1, 'not JSON: the object does not end before the next one begins, on line 2'],
    ['\n{"a":[\n1,\n2\n\n', 4, 'not JSON: the file ends before the object does'],
  ])('%j is explained', async (text, line, reason) => {
    const [reject] = (await readAll(text)).rejects;
    expect(reject).toMatchObject({ line, reason, column: null });
    expect(text).toContain(reject?.value);
  });

  it('refuses 1,001 levels of nesting without losing the next line', async () => {
    expect(await outline(`{"a":${'['.repeat(1001)}${']'.repeat(1001)}}\n${a}`)).toBe('!1 1');
  });

  it('tells which member is not UTF-8, and reads on', async () => {
    const bad = Buffer.from(rawEvent('"auth":"x"', '"song":"Bj\u00f6rk"'), 'latin1');
    const unknown = Buffer.from(rawEvent('"other":["\u00e9"]'), 'latin1');
    const { records } = await readAll(Buffer.concat([Buffer.from(`${a}\n`), bad, unknown, Buffer.from(b)]));
    expect(records).toMatchObject([
      { 12: 1 },
      { line: 2, column: 'song', value: '"Bj\ufffdrk"', reason: 'not valid UTF-8' },
      { line: 2, column: null, value: '["\ufffd"]', reason: 'not valid UTF-8' },
      { 12: 2 },
    ]);
  });

  it('refuses half a character, even in a member that is not loaded', async () => {
    const { rejects } = await readAll(
      [rawEvent('"song":"\\ud83c"'), rawEvent('"x":{"y":"\\udfb5"}'), rawEvent('"\\ud83c":1')].join('\n'),
    );
    expect(rejects).toMatchObject([
      { column: 'song', line: 1 },
      { column: null, line: 2 },
      { column: null, line: 3 },
    ]);
    expect(rejects[0]?.reason).toContain('half of a character');
  });
});

describe('objects of 4 MiB', () => {
  const sized = (bytes: number, session: number) => {
    const rest = event({ sessionId: session, x: '' });
    return event({ sessionId: session, x: 'y'.repeat(bytes - rest.length) });
  };

  it('loads one of exactly that size, and refuses one that is a byte larger', async () => {
    expect(await outline(`${sized(MAX_RECORD_BYTES, 1)}${sized(MAX_RECORD_BYTES + 1, 2)}${c}`)).toBe('1 !1 3');
    const { rejects } = await readAll(sized(MAX_RECORD_BYTES + 1, 2));
    expect(rejects[0]?.reason).toBe('the object is larger than 4194304 bytes');
    expect(rejects[0]?.value).toHaveLength(201);
  });

  it('refuses a large object over many lines as one piece', async () => {
    const large = pretty(event({ x: Array.from({ length: 100_000 }, (_, n) => ({ n: `${n}`.padStart(20) })) }));
    expect(large.length).toBeGreaterThan(MAX_RECORD_BYTES);
    expect(await outline(`${large}\n${a}`)).toBe('!1 1');
  });

  it('refuses a large array without indentation as one piece', async () => {
    expect(await outline(`[\n${Array(60_000).fill(b).join(',\n')}\n]\n${a}`)).toBe('!1 1');
  });

  it('finds the records after a line that is cut short and never seems to end', async () => {
    const text = `{"a":[\n${Array(60_000).fill(`${b},`).join('\n')}`;
    expect(text.length).toBeGreaterThan(MAX_RECORD_BYTES);
    const { rows, rejects } = await readAll(text);
    expect(rows).toHaveLength(60_000);
    expect(rejects[0]).toMatchObject({ line: 1, value: '{"a":[' });
  });
});
