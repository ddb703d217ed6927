import { expect, it } from 'vitest';
import { EXPORTS, type ExportKind } from '../../src/exports/index.ts';
import { everySchedule, parseCron } from '../../src/exports/schedule.ts';
import { jobFrom } from './jobs.ts';

type Values = Readonly<Record<string, string>>;

const KINDS = Object.keys(EXPORTS) as ExportKind[];

/** The flags of the command with a value, as each kind of file has them. */
function flagsIn(kind: ExportKind, shell: Values, file: Values = {}, schedule = everySchedule('1h')): Values {
  const text = EXPORTS[kind](jobFrom(shell, file, { schedule }))
    .map((each) => each.text)
    .join('')
    .replace(/^\s*#.*$/gm, '');
  return Object.fromEntries(
    [...text.matchAll(/--(wait|run-timeout|log-file)[ =](\S+)/g)].map(([, flag = '', value = '']) => [flag, value]),
  );
}

it.each(KINDS)('%s: what the configuration says is never overridden by a flag', (kind) => {
  const usual = flagsIn(kind, {});
  expect(usual).toMatchObject({ wait: '10m', 'log-file': 'sparkify-etl.log' });
  const said = { WAIT: '30m', RUN_TIMEOUT: '40m', LOG_FILE: '/srv/logs/etl.jsonl' };
  for (const flags of [flagsIn(kind, said), flagsIn(kind, {}, said)]) {
    expect(flags).toEqual(kind === 'github-actions' ? { 'log-file': 'etl.jsonl' } : {});
  }
  // Also what it says in so many words of the program's own defaults.
  const { wait, 'run-timeout': limit, ...others } = usual;
  expect(flagsIn(kind, {}, { WAIT: '0', RUN_TIMEOUT: '0' })).toEqual(others);
  expect([wait, limit]).toEqual(['10m', kind === 'github-actions' ? undefined : '5h']);
});

it.each([
  ['1m', '30s'],
  ['2m', '1m'],
  ['5m', '4m'],
  ['10m', '9m'],
  ['15m', '10m'],
  ['1d', '10m'],
])('every %s, a run waits for %s: not until the next one starts', (every, wait) => {
  expect(flagsIn('cron', {}, {}, everySchedule(every)).wait).toBe(wait);
});

it('the shortest time between two starts counts', () => {
  expect(flagsIn('systemd', {}, {}, parseCron('0,3 * * * *')).wait).toBe('2m');
});
