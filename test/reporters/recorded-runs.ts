import { EtlError, InterruptedError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/event.ts';
import { ScriptedRun as Script, type ScriptedRun } from '../support/scripted-run.ts';

const CHECKS = Array.from({ length: 14 }, (_, index) => `check-${index + 1}`);
const NO_CHECKS = { passed: 0, warned: 0, failed: 0, empty: 0, broken: 0 } as const;
const NOTHING_LOADED = { days: [], tables: {}, checks: NO_CHECKS } as const;

/** All goes well; four records were set aside. */
export function successfulRun(): ScriptedRun {
  return new Script().start().after(50).createTables().stage().load().check().publish('committed').finish();
}

/** One check fails, one warns, a notice comes in between, and a day has no file: nothing is published. */
export function failedCheckRun(): ScriptedRun {
  const duplicate = [
    { user_id: 12, level: 'paid' },
    { user_id: 12, level: 'free' },
  ];
  const run = new Script().start([{ day: '2018-11-03', lookedFor: 'log_data/2018/11/2018-11-03-events.json' }]);
  run.after(50).createTables().stage().load();
  run.report({ type: 'notice', level: 'warning', message: '4 records were rejected; staging_rejects has them' });
  run.check({
    6: { outcome: 'failed', severity: 'error', count: 12, sample: duplicate },
    11: { outcome: 'warned', severity: 'warn', count: 7000, sample: [{ artist_id: 'AR1', location: null }] },
  });
  const error = new EtlError('checksFailed', '1 of 14 checks failed', {
    details: ['Users are unique: 12 offending rows'],
    hint: 'the published tables are as they were; correct the source and run again',
  });
  const checks = { ...NO_CHECKS, passed: 12, warned: 1, failed: 1 };
  return run.publish('rolled-back').finish({ state: 'failed', exitCode: 1, days: [], checks }, error);
}

/** Every way in which a check can come out, and every form in which it can tell what it found. */
export function mixedChecksRun(command: 'check' | 'run' = 'check'): ScriptedRun {
  const sample = [{ user_id: 12, level: 'paid' }];
  const run = new Script().start([], command).after(50);
  if (command === 'run') run.createTables().stage().load();
  run.check({
    2: { outcome: 'passed', severity: 'warn', count: 3, examined: 6820, share: 3 / 6820 },
    4: { outcome: 'failed', count: 12, examined: 3400, share: 12 / 3400, sample },
    6: { outcome: 'empty', examined: 0 },
    8: { outcome: 'broken', finding: 'line 3: there is no column "sogn_id" in songs' },
    10: { outcome: 'warned', unblocked: true, count: 7000, examined: 10_025, share: 7000 / 10_025, sample },
    11: { outcome: 'failed', count: 1, finding: 'found 7' },
    13: { outcome: 'failed', count: 2, diff: ['  hour,plays', '- 8,120', '+ 8,119', '  9,98'] },
    14: { outcome: 'empty', severity: 'warn' },
  });
  const error = new EtlError('checkBroken', '1 of 14 checks could not be evaluated, 3 failed', {
    hint: 'correct check_8.sql and run again',
  });
  if (command === 'run') run.publish('rolled-back');
  const checks = { passed: 7, warned: 1, failed: 3, empty: 2, broken: 1 };
  const nothing = { days: [], tables: {}, recordsRead: 0, recordsLoaded: 0, recordsRejected: 0 };
  return run.finish({ state: 'failed', exitCode: 8, ...nothing, checks, plays: { total: 0, matched: 0 } }, error);
}

/** A source file cannot be read: what depends on it is skipped, the rest goes on. */
export function failedStagingRun(): ScriptedRun {
  const reason = 'cannot read s3://sparkify/log_data/2018/11/2018-11-15-events.json: Access Denied';
  const run = new Script().start().after(50).createTables();
  run.fail('stage-events', 100, reason).succeed('stage-songs', 900, { files: 14_896, rows: 14_896, bytes: 12_345_678 });
  run.skip('upstream failed: stage-events', 'fact-songplays', 'dimension-users');
  run.succeed('dimension-songs', 90, { rows: 14_896 }).succeed('dimension-artists', 70, { rows: 10_025 });
  run.skip('upstream failed: fact-songplays', 'dimension-time', ...CHECKS);
  const error = new EtlError('source', reason, { hint: 'give the role s3:GetObject on this bucket' });
  return run.publish('rolled-back').finish({ state: 'failed', exitCode: 4, ...NOTHING_LOADED }, error);
}

/** Half of the songs are read. */
export function runUntilStaging(): ScriptedRun {
  const events: readonly RunEvent[] = [
    { type: 'task-started', task: 'stage-events' },
    { type: 'task-started', task: 'stage-songs' },
  ];
  const halfway = { files: 4120, filesTotal: 14_896, bytes: 3_456_789, rows: 4119, rejected: 1 };
  const staged = { files: 30, filesTotal: 30, bytes: 3_212_345, rows: 8056 };
  return new Script()
    .start()
    .after(50)
    .createTables()
    .report(...events)
    .after(2000)
    .report({ type: 'task-progressed', task: 'stage-songs', figures: halfway, durationMs: 2000 })
    .report({ type: 'task-finished', task: 'stage-events', outcome: 'succeeded', figures: staged, durationMs: 1900 })
    .report({ type: 'notice', level: 'warning', message: 'the source is slow' });
}

/** What an interruption at that point brings. */
export function interruptedRest(): ScriptedRun {
  const error = new InterruptedError('SIGINT');
  const songs = { type: 'task-finished', task: 'stage-songs', outcome: 'failed', figures: {} } as const;
  const run = new Script().after(2150).report({ ...songs, reason: error.message, durationMs: 2020 });
  run.skip(
    'interrupted',
    'fact-songplays',
    'dimension-users',
    'dimension-songs',
    'dimension-artists',
    'dimension-time',
  );
  run.skip('interrupted', ...CHECKS);
  return run.publish('rolled-back').finish({ state: 'interrupted', exitCode: 130, ...NOTHING_LOADED }, error);
}
