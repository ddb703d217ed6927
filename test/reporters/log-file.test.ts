import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunReporter } from '../../src/reporters/run-reporter.ts';
import { MemoryOutput } from '../support/memory-output.ts';
import { failedCheckRun, successfulRun } from './recorded-runs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function open(path: string, runId = 'run-1', kind: 'json' | 'quiet' = 'quiet') {
  const messages = new MemoryOutput();
  const results = new MemoryOutput();
  const now = () => new Date('2026-03-01T04:00:00Z');
  const outlets = { logFile: { path, runId } };
  return { messages, results, reporter: await createRunReporter(kind, { messages, results, env: {}, now, outlets }) };
}

const linesIn = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

test('has every event in the form of --json, and the run in each line, whatever is shown', async () => {
  const path = join(folder, 'etl.jsonl');
  const log = await open(path, 'run-1', 'json');
  const { steps } = failedCheckRun();
  for (const { event } of steps) log.reporter.report(event);
  // What is told is there, also if the process is killed now.
  expect(linesIn(path)).toHaveLength(log.results.text.split('\n').length - 1);
  await log.reporter.close();
  const shown = log.results.text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  expect(linesIn(path)).toEqual(shown.map((line) => ({ run: 'run-1', ...line })));
  expect(readFileSync(path, 'utf8')).toMatch(/^\{"time":"2026-03-01T04:00:00.000Z","type":"run-started","run":/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('is appended to, by several runs at once, and keeps its mode', async () => {
  const path = join(folder, 'etl.jsonl');
  writeFileSync(path, '{"old":true}\n');
  chmodSync(path, 0o640);
  const [one, two] = [await open(path, 'one'), await open(path, 'two')];
  const { steps } = successfulRun();
  for (const { event } of steps) {
    one.reporter.report(event);
    two.reporter.report(event);
  }
  await one.reporter.close();
  await two.reporter.close();
  const [first, ...lines] = linesIn(path);
  expect(first).toEqual({ old: true });
  expect(lines.filter(({ run }) => run === 'one').length).toBe(lines.filter(({ run }) => run === 'two').length);
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(one.messages.text + one.results.text).toBe('');
});

test('a line that was cut off by a full disk stays the only one that cannot be read', async () => {
  const path = join(folder, 'etl.jsonl');
  appendFileSync(path, '{"time":"2026-03-0');
  const { reporter } = await open(path);
  for (const { event } of successfulRun().steps) reporter.report(event);
  await reporter.close();
  const [, ...lines] = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  for (const line of lines) JSON.parse(line);
  expect(lines.length).toBeGreaterThan(10);
});

test('in a folder that is not there, or not a file, is an error before the run', async () => {
  const path = join(folder, 'logs', 'etl.jsonl');
  await expect(open(path)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/^LOG_FILE \(--log-file\) .*: there is no folder/),
    hint: `make the folder first: mkdir -p ${join(folder, 'logs')}`,
  });
  await expect(open(folder)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('EISDIR') });
});

test.runIf(existsSync('/dev/full'))('that cannot be written any more is told once, and the run goes on', async () => {
  const { reporter, messages, results } = await open('/dev/full');
  for (const { event } of successfulRun().steps) reporter.report(event);
  await reporter.close();
  expect(messages.text.match(/the log file \/dev\/full is not complete: ENOSPC/g)).toHaveLength(1);
  expect(results.text).toBe('');
});
