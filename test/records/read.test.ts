import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { MAX_RECORD_BYTES } from '../../src/core/dataset.ts';
import { isReject } from '../../src/core/warehouse.ts';
import { EVENTS } from '../../src/records/events.ts';
import { Framer } from '../../src/records/framer.ts';
import { ownKeys } from '../../src/records/mapping.ts';
import { readRecords } from '../../src/records/read.ts';
import { event, FILE, indexOf, NEEDED, readAll } from '../support/records.ts';

const SESSION = indexOf('sessionid');

/** An event in any layout; session -1, to be numbered. */
const layouts = fc
  .record({
    extra: fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    song: fc.option(fc.string({ unit: 'grapheme', maxLength: 30 })),
    indent: fc.constantFrom('', ' ', '  ', '\t'),
    line: fc.constantFrom('\n', '\r\n', '\n\n'),
  })
  .map(({ extra, song, indent, line }) => {
    const known = new Set(EVENTS.columns.map(({ name }) => name));
    const unknown = Object.entries(extra).filter(([key]) => !known.has(key.toLowerCase()));
    return JSON.stringify({ ...Object.fromEntries(unknown), song, ...NEEDED, sessionId: -1 }, null, indent)
      .replaceAll('\n', line)
      .replaceAll('\u2028', '\\u2028');
  });

const separators = fc.constantFrom('', ' ', '\n', '\r\n', '\n\n', '\f', '\v', ' \n\t');
const lineEnds = fc.constantFrom('\n', '\r\n', '\n\n', ' \n');
const broken = fc.constantFrom(
  '{"a":',
  '{"a":{"b":1}',
  '{"a":"x',
  '{"a":tru}',
  '{"a":[',
  '{',
  '}',
  ']',
  '[1,2',
  '[1,2]',
  '17',
  '"text',
  'null',
  ',',
  'words',
  '\ufffe',
  '{"page":"NextSong"}',
  `${event().slice(0, -30)}`,
);
const chunks = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });
const number = (text: string, session: number) =>
  text.replace(/"sessionId": ?-1/, (m) => m.replace('-1', `${session}`));
const linesIn = (text: string) => text.split('\n').length - 1;

describe('readRecords', () => {
  it('loads valid objects in any layout, cut into any chunks', async () => {
    const file = fc.array(fc.tuple(layouts, separators), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), file, chunks, async (mark, pieces, lengths) => {
        const text = pieces.map(([layout, separator], n) => number(layout, n) + separator).join('');
        const { rows, rejects } = await readAll(`${mark ? '\ufeff' : ''}${text}`, { chunks: lengths });
        expect(rejects).toEqual([]);
        expect(rows.map((row) => row[SESSION])).toEqual(pieces.map((_, n) => n));
      }),
    );
  });

  it('knows the line of a value in any layout', async () => {
    const file = fc.array(fc.tuple(layouts, separators), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(file, layouts, chunks, async (before, layout, lengths) => {
        const lead = before.map((piece) => piece.join('')).join('');
        const bad = layout.replace(/("sessionId": ?)-1/, '$1"bad"');
        const line = 1 + linesIn(lead) + linesIn(bad.slice(0, bad.indexOf('"bad"')));
        const { rejects } = await readAll(lead + bad + lead, { chunks: lengths });
        expect(rejects).toMatchObject([{ line, column: 'sessionid', value: '"bad"' }]);
      }),
    );
  });

  it('loses nothing but a broken piece on lines of its own', async () => {
    const block = fc.array(fc.tuple(layouts, lineEnds), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(block, broken, lineEnds, block, chunks, async (before, piece, lineEnd, after, lengths) => {
        const all = [...before, ...after].map(([layout, end], n) => number(layout, n) + end);
        const lead = all.slice(0, before.length).join('');
        const text = `${lead}${piece}${lineEnd}${all.slice(before.length).join('')}`;
        const { records } = await readAll(text, { chunks: lengths });
        const expected = all.map((_, n): unknown => n);
        expected.splice(before.length, 0, { line: 1 + linesIn(lead) });
        expect(records.map((r) => (isReject(r) ? { line: r.line } : r[SESSION]))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('makes the same of any text, however it is cut, and leaves nothing out', async () => {
    const soup = fc.array(
      fc.oneof(layouts, separators, broken, fc.string({ unit: 'binary', maxLength: 10 }), fc.constant('\n  ')),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(soup, chunks, async (pieces, lengths) => {
        const text = pieces.join('');
        const whole = await readAll(text);
        expect((await readAll(text, { chunks: lengths })).records).toEqual(whole.records);
        expect((await readAll(text, { chunks: [1] })).records).toEqual(whole.records);
        expect(whole.records.length > 0).toBe(/[^ \t-\r]/.test(text.replace(/^\ufeff/, '')));
      }),
      { numRuns: 300 },
    );
  });

  it('makes rows and rejects of any bytes that fit a text column', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), chunks, async (bytes, lengths) => {
        const { records, rejects } = await readAll(bytes, { chunks: lengths });
        expect((await readAll(bytes)).records).toEqual(records);
        for (const { value, line } of rejects) {
          // A required key that is missing has no value to show: bytes like "{}".
          expect(value ?? '').not.toContain('\0');
          expect(Buffer.from(value ?? '').toString()).toBe(value ?? '');
          expect(line).toBeLessThanOrEqual(1 + bytes.filter((byte) => byte === 0x0a).length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('every frame begins where the last one ended, but for blanks', () => {
    const soup = fc.array(fc.oneof(layouts, separators, broken), { maxLength: 12 });
    fc.assert(
      fc.property(soup, (pieces) => {
        const bytes = Buffer.from(pieces.join(''));
        const framer = new Framer();
        framer.push(bytes);
        framer.end();
        let last = bytes.subarray(0, 3).toString() === '\ufeff' ? 3 : 0;
        for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
          if (frame.kind === 'object') expect(bytes.subarray(last, frame.start).toString().trim()).toBe('');
          else expect(bytes.subarray(last, framer.window.pos).toString().trim()).not.toBe('');
          expect(framer.window.pos).toBeGreaterThan(last);
          last = framer.window.pos;
        }
        expect(bytes.subarray(last).toString().trim()).toBe('');
      }),
    );
  });

  it('yields batches of up to 1,000 records', async () => {
    const sizes: number[] = [];
    const bytes = [Buffer.from(event().repeat(2500))];
    for await (const batch of readRecords(EVENTS, ownKeys(EVENTS), FILE, bytes)) sizes.push(batch.length);
    expect(sizes).toEqual([1000, 1000, 500]);
  });

  it('passes on what goes wrong with the bytes', async () => {
    async function* fails() {
      yield Buffer.from(event());
      throw new Error('connection reset');
    }
    const read = async () => {
      for await (const _ of readRecords(EVENTS, ownKeys(EVENTS), FILE, fails()));
    };
    await expect(read()).rejects.toThrow('connection reset');
  });
});

describe('the cost of reading', () => {
  it('scans and copies a large object in small chunks a few times at most', () => {
    const bytes = Buffer.from(event({ x: 'y'.repeat(2_000_000) }));
    const framer = new Framer();
    const scan = vi.spyOn(framer.scanner, 'scan');
    const buffers = new Set<Buffer>();
    let frames = 0;
    for (let from = 0; from < bytes.length; from += 1000) {
      framer.push(bytes.subarray(from, from + 1000));
      buffers.add(framer.window.bytes);
      if (framer.next() !== undefined) frames++;
    }
    framer.end();
    if (framer.next() !== undefined) frames++;
    const scanned = scan.mock.calls.reduce((sum, [, start, end]) => sum + end - start, 0);
    expect(frames).toBe(1);
    expect(scanned).toBeLessThan(4 * bytes.length);
    expect(buffers.size).toBeLessThan(20);
  });

  it.each([
    ['a string without end', '{"a":"', 'y'],
    ['an array without end', '[', '1,'],
    ['an object without end', '{', '"a":1,\n'],
    ['braces without end', '', '{"a":'],
    ['words without end', '', 'words '],
    ['blanks without end', '', ' '],
  ])('keeps little of %s in memory', (_, start, filler) => {
    const chunk = Buffer.from(filler.repeat(Math.floor(100_000 / filler.length)));
    const framer = new Framer();
    framer.push(Buffer.from(start));
    let largest = 0;
    for (let n = 0; n < 120; n++) {
      framer.push(chunk);
      for (let frame = framer.next(); frame !== undefined; frame = framer.next()) expect(frame.kind).toBe('junk');
      largest = Math.max(largest, framer.window.bytes.length);
    }
    // A buffer has room for twice what it was grown for.
    expect(largest).toBeLessThan(2 * MAX_RECORD_BYTES + 4 * chunk.length);
  });
});
