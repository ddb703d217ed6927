import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EtlError } from '../../src/core/errors.ts';
import { createRunReporter } from '../../src/reporters/run-reporter.ts';
import { MemoryOutput } from '../support/memory-output.ts';
import { ScriptedRun } from '../support/scripted-run.ts';
import { parseXml, type XmlNode } from '../support/xml.ts';
import { failedStagingRun, interruptedRest, mixedChecksRun, runUntilStaging, successfulRun } from './recorded-runs.ts';

const FOUR_O_CLOCK = Date.UTC(2026, 2, 1, 4);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'junit-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function reporterFor(path: string) {
  const outputs = { messages: new MemoryOutput(), results: new MemoryOutput() };
  return createRunReporter('quiet', { ...outputs, env: {}, now: () => new Date(FOUR_O_CLOCK), junit: path });
}

/** The file that a run leaves, as a reader of JUnit files takes it. */
async function fileOf({ steps }: Pick<ScriptedRun, 'steps'>) {
  const path = join(folder, 'checks.xml');
  const reporter = await reporterFor(path);
  for (const { event } of steps) reporter.report(event);
  await reporter.close();
  expect(await readdir(folder)).toEqual(['checks.xml']);
  const root = parseXml(await readFile(path, 'utf8'));
  const [suite] = root.children;
  if (!suite) throw new Error('there is no test suite');
  const cases = suite.children.filter(({ name }) => name === 'testcase');
  const named = (name: string) => cases.find(({ attributes }) => attributes.name === name);
  return { root, suite, cases, named };
}

/** The rules of Jenkins' junit-10.xsd, which GitLab and the common GitHub actions follow, and that the counts are right. */
function expectJunit({ root, suite, cases }: Awaited<ReturnType<typeof fileOf>>): void {
  expect(root.name).toBe('testsuites');
  expect(root.children).toEqual([suite]);
  const total = (name: string) => cases.filter(({ children }) => children.some((child) => child.name === name)).length;
  const counts = { tests: `${cases.length}`, failures: `${total('failure')}`, errors: `${total('error')}` };
  expect(root.attributes).toMatchObject(counts);
  expect(suite.attributes).toMatchObject({ ...counts, skipped: `${total('skipped')}` });
  expect(suite.attributes.time).toMatch(/^\d+\.\d{3}$/);
  for (const { attributes, children } of cases) {
    expect(Object.keys(attributes)).toEqual(['classname', 'name', 'time']);
    expect(attributes.time).toMatch(/^\d+\.\d{3}$/);
    for (const child of children) expect(['failure', 'error', 'skipped', 'system-out']).toContain(child.name);
    expect(children.length).toBeLessThanOrEqual(1);
  }
}

const verdictOf = (node: XmlNode | undefined) =>
  node?.children.map(({ name, attributes, text }) => ({ name, ...attributes, text }));

describe('a run becomes a test suite', () => {
  test('of its checks, each by its outcome', async () => {
    const file = await fileOf(mixedChecksRun());
    expectJunit(file);
    expect(file.suite.attributes).toMatchObject({
      name: 'sparkify-etl check',
      tests: '14',
      failures: '3',
      errors: '1',
      skipped: '2',
      timestamp: '2026-03-01T04:00:00',
    });
    expect(file.named('check_1')).toMatchObject({
      attributes: { classname: 'sparkify-etl.check', time: '0.010' },
      children: [],
    });
    expect(verdictOf(file.named('check_4'))).toEqual([
      {
        name: 'failure',
        type: 'checksFailed',
        message: 'Every matched song is known: 12 of 3,400 rows, 0.35%',
        text: [
          'Every matched song is known: 12 of 3,400 rows, 0.35%',
          'user_id=12  level=paid',
          '… and 11 more',
          'declared in check_4.sql',
        ].join('\n'),
      },
    ]);
    expect(verdictOf(file.named('check_13'))?.[0]?.text).toContain('\n- 8,120\n+ 8,119\n  9,98\n');
    expect(verdictOf(file.named('check_6'))).toEqual([{ name: 'skipped', message: 'nothing to examine', text: '' }]);
    expect(verdictOf(file.named('check_8'))).toMatchObject([
      { name: 'error', type: 'checkBroken', message: 'line 3: there is no column "sogn_id" in songs' },
    ]);
    expect(verdictOf(file.named('check_10'))).toMatchObject([
      {
        name: 'system-out',
        text: expect.stringMatching(/^warning: Artists are unique: .* \(not blocking: --no-block\)\n/),
      },
    ]);
  });

  test('that is all green when all is well', async () => {
    const file = await fileOf(successfulRun());
    expectJunit(file);
    expect(file.suite.attributes).toMatchObject({ tests: '14', failures: '0', errors: '0', skipped: '0' });
  });

  test('that is red when the run failed before its checks: they are skipped, and the run is an error', async () => {
    for (const run of [failedStagingRun(), { steps: [...runUntilStaging().steps, ...interruptedRest().steps] }]) {
      const file = await fileOf(run);
      expectJunit(file);
      expect(file.suite.attributes).toMatchObject({ tests: '15', failures: '0', errors: '1', skipped: '14' });
      expect(file.named('run')?.children).toMatchObject([{ name: 'error' }]);
    }
    const file = await fileOf(failedStagingRun());
    expect(verdictOf(file.named('run'))?.[0]?.text).toContain('→ give the role s3:GetObject on this bucket');
    expect(verdictOf(file.named('check_1'))).toMatchObject([{ message: 'upstream failed: fact-songplays' }]);
  });

  test('also of one that never began', async () => {
    const error = new EtlError('badData', 'no log file for 2018-11-15');
    const file = await fileOf(new ScriptedRun().finish({ state: 'failed', exitCode: 3 }, error));
    expectJunit(file);
    expect(file.cases.map(({ attributes }) => attributes.name)).toEqual(['run']);
  });

  test('whatever its data holds', async () => {
    const sample = [{ name: '\u001b[2J ]]> & <b> \0 \ud800' }];
    const file = await fileOf(
      new ScriptedRun().start().check({ 1: { outcome: 'failed', count: 1, title: 'A "quoted" <title>.', sample } }),
    );
    expectJunit(file);
    expect(verdictOf(file.named('check_1'))).toMatchObject([
      {
        message: 'A "quoted" <title>: 1 offending row',
        text: expect.stringContaining('name=\\u{1b}[2J ]]> & <b> \\u{0} \\u{d800}\n'),
      },
    ]);
  });
});

describe('a file that cannot be written', () => {
  test('is refused before the run: its folder is not there, or it is no file', async () => {
    const nowhere = join(folder, 'reports', 'checks.xml');
    await expect(reporterFor(nowhere)).rejects.toMatchObject({
      kind: 'usage',
      message: `--junit ${nowhere}: there is no folder ${join(folder, 'reports')}`,
    });
    const refused = { kind: 'usage', message: expect.stringMatching(/ is not a regular file$/) };
    await expect(reporterFor(folder)).rejects.toMatchObject(refused);
    const link = join(folder, 'link.xml');
    await symlink('/dev/null', link);
    await expect(reporterFor(link)).rejects.toMatchObject(refused);
    expect(await readlink(link)).toBe('/dev/null');
  });

  test('after the run is an error, and leaves nothing behind', async () => {
    const path = join(folder, 'checks.xml');
    const reporter = await reporterFor(path);
    await mkdir(join(path, 'in the way'), { recursive: true });
    await expect(reporter.close()).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^cannot write --junit /),
    });
    expect(await readdir(folder)).toEqual(['checks.xml']);
  });
});

test('the file of an earlier run does not stand for one that is killed', async () => {
  const path = join(folder, 'checks.xml');
  await writeFile(path, 'of yesterday');
  await reporterFor(path);
  expect(await readdir(folder)).toEqual([]);
});
