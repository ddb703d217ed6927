import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { EtlError } from '../../core/errors.ts';
import type { CheckResult } from '../../core/event.ts';
import { checkText, evidenceLines } from '../check-text.ts';
import { failureText } from '../failure.ts';
import { counted } from '../format.ts';
import type { RunState } from '../run-state.ts';
import { createStyle } from '../style.ts';
import type { Annotation } from './commands.ts';

/** GitHub shows ten errors and ten warnings of a step, and drops the others without a word. */
const MOST_ANNOTATIONS = 10;
const plain = createStyle({ isTTY: false });

/**
 * The annotations of a run that has ended: an error for its failure and for each check that failed or is broken, a warning for
 * each that warned. Of either kind at most ten, the tenth then counts the others.
 *
 * @param workspace the checked-out repository; only its files can carry an annotation
 * @param command the subcommand, where no run began that names it
 */
export function annotationsOf(
  state: RunState,
  workspace: string | undefined,
  command?: string | undefined,
): readonly Annotation[] {
  const { failure } = state;
  const name = state.started?.command ?? command;
  const results = state.checks().flatMap(({ check }) => check ?? []);
  const errors = results.filter(({ outcome }) => outcome === 'failed' || outcome === 'broken');
  const warnings = results.filter(({ outcome }) => outcome === 'warned');
  return [
    ...atMostTen('error', [
      ...(failure ? [() => failureAnnotation(failure, name)] : []),
      ...errors.map((each) => () => checkAnnotation(each, 'error', workspace)),
    ]),
    ...atMostTen(
      'warning',
      warnings.map((each) => () => checkAnnotation(each, 'warning', workspace)),
    ),
  ];
}

function failureAnnotation(failure: EtlError, command = ''): Annotation {
  const message = failureText(failure, plain, Number.POSITIVE_INFINITY).trimEnd();
  return { level: 'error', title: `sparkify-etl ${command}`.trimEnd(), message };
}

function checkAnnotation(result: CheckResult, level: Annotation['level'], workspace: string | undefined): Annotation {
  const verb = { failed: 'failed', broken: 'is broken', warned: 'warns', passed: 'passed', empty: 'is empty' };
  const file = workspace === undefined ? undefined : fileWithin(workspace, result.origin);
  return {
    level,
    title: `check ${result.check} ${verb[result.outcome]}`,
    message: [checkText(result), ...evidenceLines(result, plain)].join('\n'),
    ...(file === undefined ? {} : { file }),
  };
}

/** The path of a file from the workspace, with slashes; undefined for what is not there, or was only installed there. */
function fileWithin(workspace: string, origin: string): string | undefined {
  const path = relative(resolve(workspace), resolve(origin));
  const steps = path.split(sep);
  if (isAbsolute(path) || steps[0] === '..' || steps.includes('node_modules')) return undefined;
  const isFile = statSync(resolve(workspace, path), { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile ? steps.join('/') : undefined;
}

/** @param makers one for each annotation that there is something to say with */
function atMostTen(level: Annotation['level'], makers: readonly (() => Annotation)[]): readonly Annotation[] {
  const most = makers.length > MOST_ANNOTATIONS ? MOST_ANNOTATIONS - 1 : MOST_ANNOTATIONS;
  const shown = makers.slice(0, most).map((make) => make());
  const hidden = makers.length - shown.length;
  if (hidden === 0) return shown;
  const title = counted(hidden, `more ${level}`);
  const message = `${title}; the summary of this job lists the checks that did not pass`;
  return [...shown, { level, title, message }];
}
