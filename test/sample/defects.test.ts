import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SampleReport, writeSample } from '../../src/sample/write-sample.ts';
import { filesBelow, scratchFolder, small } from './sample-folder.ts';

const EVENTS_PER_DAY = 400;
const sound = join(scratchFolder(), 'sound');
const broken = join(scratchFolder(), 'broken');
let report: SampleReport;

beforeAll(async () => {
  await writeSample(small(sound));
  report = await writeSample(small(broken, { defects: true }));
});

function linesOf(file: string): string[] {
  return readFileSync(join(broken, file), 'latin1').split('\n');
}

function lineOf(kind: string, under: string): string {
  const found = [...report.defects.rejects, ...report.defects.loads].find(
    (defect) => defect.kind === kind && defect.file.startsWith(under),
  );
  if (found === undefined) throw new Error(`no defect of kind ${kind}`);
  return linesOf(found.file)[found.line - 1] ?? '';
}

it('leaves the sound records as they are', () => {
  for (const file of filesBelow(sound)) {
    if (file === 'sample.json') continue;
    const bytes = readFileSync(join(broken, file), 'latin1').replace(/^\u00ef\u00bb\u00bf/, '');
    expect(bytes.startsWith(readFileSync(join(sound, file), 'latin1'))).toBe(true);
  }
});

it('writes what it reports', () => {
  expect(JSON.parse(readFileSync(join(broken, 'defects.json'), 'utf8'))).toEqual(report.defects);
});

it('has a piece of text for every kind, each at a place of its own, after the sound records', () => {
  const { rejects, loads } = report.defects;
  const events = [...rejects, ...loads].filter((defect) => defect.file.startsWith('log_data') && defect.line > 1);
  expect(new Set(events.map((defect) => `${defect.file}:${defect.line}`)).size).toBe(events.length);
  for (const { file, line } of events) {
    expect(line).toBeGreaterThan(EVENTS_PER_DAY);
    expect(linesOf(file).length).toBeGreaterThanOrEqual(line);
  }
  const kinds = rejects.map((defect) => defect.kind);
  for (const kind of ['not JSON', 'NaN', 'invalid UTF-8', 'lone surrogate', 'NUL character', 'key given twice']) {
    expect(kinds).toContain(kind);
  }
});

it('lists every line after the sound ones, but for those that belong to a text of several', () => {
  const { rejects, loads } = report.defects;
  for (const file of filesBelow(sound, 'log_data')) {
    const expected = new Set([...rejects, ...loads].filter((one) => one.file === file).map((one) => one.line));
    const added = linesOf(file).slice(EVENTS_PER_DAY);
    const unlisted = added.filter((_, index) => !expected.has(EVENTS_PER_DAY + 1 + index));
    // Lines of an object over many lines, of the blank lines, and the second of two records.
    for (const line of unlisted) expect(line).toMatch(/^(\s+"\w+":.*\r?|\s*|\{.*\}\r?|\{"artist":null,\r?)$/);
  }
});

describe('a record that is to be rejected for its shape', () => {
  const wholes = () => report.defects.rejects.filter((defect) => defect.column === null);

  it('is no JSON object', () => {
    for (const { file, line, kind } of wholes()) {
      const text = linesOf(file)[line - 1] ?? '';
      const parsed = kind === 'array at the root' ? JSON.parse(text) : undefined;
      if (parsed === undefined) expect(() => JSON.parse(text), kind).toThrow();
      else expect(Array.isArray(parsed)).toBe(true);
    }
    expect(wholes().length).toBeGreaterThan(8);
  });
});

describe('a record that is to be rejected for a column', () => {
  it('is a JSON object, the offending value standing in the reported line', () => {
    for (const { file, line, column, kind } of report.defects.rejects.filter((defect) => defect.column !== null)) {
      const text = linesOf(file)[line - 1] ?? '';
      if (kind === 'object over many lines') {
        expect(text).toBe('  "length":"long",');
        continue;
      }
      const value = new Map(Object.entries(JSON.parse(text)).map(([key, own]) => [key.toLowerCase(), own]));
      if (kind.startsWith('missing')) expect(value.has(column ?? '')).toBe(false);
      else expect(value.has(column ?? ''), kind).toBe(true);
    }
  });

  it('has the defect it is said to have', () => {
    expect(lineOf('invalid UTF-8', 'log_data')).toContain('"artist":"Kl\u00c3(ma"');
    expect(JSON.parse(lineOf('text too long', 'log_data')).artist).toHaveLength(1025);
    expect(Buffer.byteLength(JSON.parse(lineOf('text too long in bytes only', 'log_data')).song)).toBe(1026);
    expect(lineOf('key given twice', 'log_data')).toMatch(/"page":"Help".*"page":"Home"/);
    expect(JSON.parse(lineOf('time after 9999', 'log_data')).ts).toBe(Date.UTC(10_000, 0));
  });
});

describe('an unusual record that is to load', () => {
  it('is JSON once lines are joined', () => {
    const kinds = new Set(report.defects.loads.map((defect) => defect.kind));
    expect(kinds.size).toBeGreaterThan(15);
    for (const kind of ['keys in another order', 'keys in upper case', 'numbers as text', 'only the needed keys']) {
      expect(() => JSON.parse(lineOf(kind, 'log_data'))).not.toThrow();
      if (kind !== 'keys in another order') expect(() => JSON.parse(lineOf(kind, 'song_data'))).not.toThrow();
    }
    expect(lineOf('time with a decimal point', 'log_data')).toMatch(/"ts":\d{13}\.0,/);
    expect(lineOf('carriage return before the newline', 'log_data')).toMatch(/\}\r$/);
    expect(lineOf('two objects on a line', 'log_data')).toContain('}{');
    expect(lineOf('byte order mark', 'song_data')).toMatch(/^\u00ef\u00bb\u00bf\{/);
  });

  it('happens on the day of its file, in a session of its own', () => {
    const ids = new Set<number>();
    for (const file of filesBelow(sound, 'log_data')) {
      const text = linesOf(file).slice(EVENTS_PER_DAY).join('\n');
      for (const [, ts] of text.matchAll(/"ts":(15\d{11})/gi)) {
        if (ts !== '1541030400796') expect(file).toContain(new Date(Number(ts)).toISOString().slice(0, 10));
      }
      for (const [, id] of text.matchAll(/"sessionId":(\d{10})\b/gi)) ids.add(Number(id));
    }
    expect(Math.min(...ids)).toBeGreaterThan(2_000_000_000);
    expect(Math.max(...ids)).toBeLessThan(2 ** 31);
  });
});

it('writes the files that are no data, and counts them', () => {
  const { ignored } = report.defects;
  const files = filesBelow(broken);
  for (const { file } of ignored) expect(files).toContain(file);
  expect(ignored.map(({ file }) => file)).toContain(
    'log_data/2018/11/.ipynb_checkpoints/2018-11-01-events-checkpoint.json',
  );
  expect(report.files).toBe(filesBelow(broken, 'log_data').length + filesBelow(broken, 'song_data').length);
});

it('puts all of it into one file where there is one day', async () => {
  const root = scratchFolder();
  const { defects } = await writeSample(small(join(root, 'one'), { days: 1, eventsPerDay: 10, defects: true }));
  const text = readFileSync(join(root, 'one/log_data/2018/11/2018-11-01-events.json'), 'latin1');
  const cut = defects.rejects.find((defect) => defect.kind === 'file cut off');
  expect(cut?.line).toBe(text.split('\n').length);
});
