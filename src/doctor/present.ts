import { markOf } from '../reporters/mark.ts';
import type { Style } from '../reporters/style.ts';
import { clean } from '../reporters/text.ts';
import type { Outcome, Told } from './finding.ts';
import { countOf, exitCodeOf } from './verdict.ts';

const STATES = { ok: 'done', warning: 'warned', problem: 'failed', skipped: 'skipped' } as const satisfies Record<
  Outcome,
  string
>;

const TITLES: Readonly<Record<Told['subject'], string>> = {
  versions: 'Versions',
  configuration: 'Configuration',
  S3: 'S3',
  logs: 'Event logs',
  songs: 'Song files',
  warehouse: 'Warehouse',
  rights: 'Rights',
  tables: 'Tables',
  loading: 'Loading',
};

/** Findings of one subject as lines: what was found, evidence, and what to do. None for no findings. */
export function present(findings: readonly Told[], style: Style): readonly string[] {
  const [first] = findings;
  if (first === undefined) return [];
  return [style.bold(TITLES[first.subject]), ...findings.flatMap((finding) => linesOf(finding, style)), ''];
}

function linesOf({ outcome, found, details = [], fix }: Told, style: Style): string[] {
  const text = clean(found);
  const shown = outcome === 'skipped' ? style.dim(text) : text;
  return [
    `${markOf(STATES[outcome], style)} ${shown}`,
    ...details.map((line) => `    ${style.dim(clean(line))}`),
    ...(fix === undefined ? [] : [`    → ${clean(fix)}`]),
  ];
}

/** The last line: whether a run could succeed. */
export function verdictLine(findings: readonly Told[], style: Style): string {
  const [problems, warnings] = [countOf(findings, 'problem'), countOf(findings, 'warning')];
  const noted = warnings === 0 ? '' : `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (problems === 0) return `${markOf('done', style)} a run could succeed${noted}`;
  const count = `${problems} ${problems === 1 ? 'problem' : 'problems'}${noted}`;
  return `${markOf('failed', style)} ${count}: a run would end with exit code ${exitCodeOf(findings)}`;
}

/** All findings as one document for programs. */
export function toDocument(findings: readonly Told[], version: string) {
  const exitCode = exitCodeOf(findings);
  return { type: 'doctor', version, exitCode, findings: findings.map(withoutEmpty) };
}

function withoutEmpty({ subject, check, outcome, found, fix, details = [] }: Told) {
  return {
    ...{ subject, check, outcome, found },
    ...(fix === undefined ? {} : { fix }),
    ...(details.length === 0 ? {} : { details }),
  };
}
