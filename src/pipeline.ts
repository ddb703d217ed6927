import { runCheck } from './check-task.ts';
import type { CheckDefinition } from './checks/definition.ts';
import { defineGraph, type Task } from './core/task.ts';
import { createTables, loadDimension, type RunContext, replaceFact, stageEvents, stageSongs } from './tasks.ts';

const create = (table: string) => ({ stage: 'create', title: table, needs: [], run: createTables(table) }) as const;

/** Every task there is but the checks, with what it needs. Subcommands run selections of it; a need outside a selection counts as met. */
export const PIPELINE = defineGraph<RunContext>()({
  'create:staging_events': create('staging_events'),
  'create:staging_songs': create('staging_songs'),
  'create:songplays': create('songplays'),
  'create:users': create('users'),
  'create:songs': create('songs'),
  'create:artists': create('artists'),
  'create:time': create('time'),
  'create:bookkeeping': {
    stage: 'create',
    title: 'bookkeeping',
    needs: [],
    run: createTables(
      ...['staging_rejects', 'etl_files', 'etl_staged_days', 'etl_published_days', 'etl_restaged_days'],
      ...['etl_stale_times', 'etl_stale_users', 'etl_stale_songs', 'etl_check_results', 'etl_check_failures'],
      ...['etl_runs', 'etl_run_days', 'etl_tasks'],
    ),
  },

  'stage:events': {
    stage: 'stage',
    title: 'staging_events',
    needs: ['create:staging_events', 'create:bookkeeping'],
    run: stageEvents,
  },
  'stage:songs': {
    stage: 'stage',
    title: 'staging_songs',
    needs: ['create:staging_songs', 'create:bookkeeping'],
    run: stageSongs,
  },

  'fact:songplays': {
    stage: 'fact',
    title: 'songplays',
    needs: ['create:songplays', 'stage:events', 'stage:songs'],
    run: replaceFact,
  },

  'dim:users': {
    stage: 'dimension',
    title: 'users',
    needs: ['create:users', 'fact:songplays'],
    run: loadDimension({
      table: 'users',
      markDays: 'mark-users-of-days',
      markAll: 'mark-all-users',
      deleteStale: 'delete-stale-users',
      deleteAll: 'delete-all-users',
      insert: 'insert-users',
      clear: 'clear-stale-users',
    }),
  },
  'dim:songs': {
    stage: 'dimension',
    title: 'songs',
    needs: ['create:songs', 'fact:songplays'],
    run: loadDimension({
      table: 'songs',
      deleteStale: 'delete-staged-songs',
      deleteLost: 'delete-lost-songs',
      deleteAll: 'delete-all-songs',
      insert: 'insert-songs',
    }),
  },
  'dim:artists': {
    stage: 'dimension',
    title: 'artists',
    needs: ['create:artists', 'fact:songplays'],
    run: loadDimension({
      table: 'artists',
      deleteStale: 'delete-staged-artists',
      deleteLost: 'delete-lost-artists',
      deleteAll: 'delete-all-artists',
      insert: 'insert-artists',
    }),
  },
  'dim:time': {
    stage: 'dimension',
    title: 'time',
    needs: ['create:time', 'fact:songplays'],
    run: loadDimension({
      table: 'time',
      markDays: 'mark-times-of-days',
      markAll: 'mark-all-times',
      deleteStale: 'delete-stale-times',
      deleteAll: 'delete-all-times',
      insert: 'insert-times',
      clear: 'clear-stale-times',
    }),
  },
});

/** The tasks of checks: they look at what the whole load made. */
export function checkTasks(checks: readonly CheckDefinition[]): readonly Task<RunContext>[] {
  const needs = PIPELINE.filter(({ stage }) => stage === 'fact' || stage === 'dimension').map(({ id }) => id);
  return checks.map(({ name }) => ({ id: `check:${name}`, stage: 'check', title: name, needs, run: runCheck(name) }));
}
