import type { Reporter } from '../core/reporter.ts';
import { checkText, evidenceLines, foundText, NOTHING_TO_EXAMINE } from './check-text.ts';
import { daysText } from './days.ts';
import { failureText } from './failure.ts';
import { prepareReportFile, writeReportFile } from './report-file.ts';
import { RunState, type TaskProgress } from './run-state.ts';
import { createStyle } from './style.ts';
import { clean } from './text.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

const FLAG = '--junit';
const TOOL = 'sparkify-etl';
const plain = createStyle({ isTTY: false });

/**
 * Makes sure, before a run begins, that the file can be written at its end, and removes an older one.
 *
 * @throws EtlError `usage`
 */
export const prepareJunitFile = (path: string): Promise<void> => prepareReportFile(path, FLAG);

export interface JunitReporterOptions {
  /** The file that is written at the end. */
  readonly path: string;
  readonly now: () => Date;
}

/**
 * `--junit`: the checks of a run as the XML file that CI systems read test results from, in the form of Ant and Surefire
 * (Jenkins' junit-10.xsd). A check is a test case: failed is a failure, broken an error, nothing to examine and not reached
 * are skipped; warned passes, and says so in its output. A run that failed for another reason is a test case `run` with an error.
 *
 * `close` throws an EtlError `usage` if the file cannot be written.
 */
export function createJunitReporter({ path, now }: JunitReporterOptions): Reporter {
  const state = new RunState();
  let started: Date | undefined;
  return {
    report: (event) => {
      started ??= now();
      state.apply(event, now().getTime());
    },
    close: () => {
      const ended = now();
      state.end(ended.getTime());
      return writeReportFile(path, FLAG, junitXml(state, started ?? ended, ended));
    },
  };
}

/** A run that has ended as a JUnit XML document. */
function junitXml(state: RunState, started: Date, ended: Date): string {
  const command = clean(state.started?.command ?? 'run');
  const cases = [...runCase(state, command), ...state.checks().map((task) => checkCase(task, command))];
  const has = (name: string) => cases.filter(({ content }) => hasChild(content, name)).length;
  const counts = { tests: cases.length, failures: has('failure'), errors: has('error') };
  const time = seconds(state.summary?.durationMs ?? ended.getTime() - started.getTime());
  const suite: XmlElement = {
    name: 'testsuite',
    attributes: {
      name: `${TOOL} ${command}`,
      ...counts,
      skipped: has('skipped'),
      time,
      // Ant's form: no fractions, no zone; this is UTC.
      timestamp: started.toISOString().slice(0, 19),
    },
    content: [...properties(state), ...cases],
  };
  return xmlDocument({ name: 'testsuites', attributes: { name: TOOL, ...counts, time }, content: [suite] });
}

function hasChild(content: XmlElement['content'], name: string): boolean {
  return Array.isArray(content) && content.some((child: XmlElement) => child.name === name);
}

function properties({ started }: RunState): readonly XmlElement[] {
  if (started === undefined) return [];
  const { run, version, warehouse, days } = started;
  const values = { run, version, warehouse: clean(warehouse), days: daysText(days) };
  const content = Object.entries(values).map(([name, value]) => ({ name: 'property', attributes: { name, value } }));
  return [{ name: 'properties', content }];
}

/** What no check can tell: a source that cannot be read, a lost connection. */
function runCase(state: RunState, command: string): readonly XmlElement[] {
  const { failure, summary } = state;
  if (failure === undefined) return [];
  const isOfChecks = failure.kind === 'checksFailed' || failure.kind === 'checkBroken';
  const isTold = state.checks().some((task) => task.state === 'failed' || task.state === 'broken');
  if (isOfChecks && isTold) return [];
  const message = failureText(failure, plain, Number.POSITIVE_INFINITY);
  const error = { name: 'error', attributes: { type: failure.kind, message: failure.message }, content: message };
  return [testCase('run', command, summary?.durationMs ?? 0, [error])];
}

function checkCase(task: TaskProgress, command: string): XmlElement {
  const { check, view, durationMs } = task;
  return testCase(clean(check?.check ?? view.title), command, check?.durationMs ?? durationMs, verdict(task));
}

function testCase(name: string, command: string, durationMs: number, content: readonly XmlElement[]): XmlElement {
  return {
    name: 'testcase',
    attributes: { classname: `${TOOL}.${command}`, name, time: seconds(durationMs) },
    content,
  };
}

function verdict({ state, check, reason = '' }: TaskProgress): readonly XmlElement[] {
  const evidence = check === undefined ? [] : [checkText(check), ...evidenceLines(check, plain)];
  const text = [...evidence, ...(check === undefined ? [] : [`declared in ${clean(check.origin)}`])].join('\n');
  switch (state) {
    case 'done':
      return [];
    case 'empty':
      return [{ name: 'skipped', attributes: { message: NOTHING_TO_EXAMINE } }];
    case 'warned':
      return [{ name: 'system-out', content: `warning: ${text}` }];
    case 'failed':
      if (check)
        return [{ name: 'failure', attributes: { type: 'checksFailed', message: checkText(check) }, content: text }];
      return [{ name: 'error', attributes: { type: 'notEvaluated', message: clean(reason) } }];
    case 'broken': {
      const message = check ? foundText(check) : clean(reason);
      return [{ name: 'error', attributes: { type: 'checkBroken', message }, content: text }];
    }
    case 'skipped':
    case 'waiting':
    case 'retrying':
    case 'running':
      return [{ name: 'skipped', attributes: { message: clean(reason) } }];
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
