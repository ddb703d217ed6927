import { defineGraph } from './core/task.ts';
import { createTables, loadDimension, type RunContext, replaceFact, runCheck, stageRecords } from './tasks.ts';

const create = (table: string) => ({ stage: 'create', title: table, needs: [], run: createTables(table) }) as const;

const check = <const Need extends string>(name: string, ...needs: Need[]) =>
  ({ stage: 'check', title: name, needs, run: runCheck(name) }) as const;

/** Every task there is, with what it needs. Subcommands run selections of it; a need outside a selection counts as met. */
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
      ...['staging_rejects', 'etl_staged_days', 'etl_published_days', 'etl_restaged_days'],
      ...['etl_stale_times', 'etl_stale_users'],
    ),
  },

  'stage:events': {
    stage: 'stage',
    title: 'staging_events',
    needs: ['create:staging_events', 'create:bookkeeping'],
    run: stageRecords((context) => context.openEvents()),
  },
  'stage:songs': {
    stage: 'stage',
    title: 'staging_songs',
    needs: ['create:staging_songs', 'create:bookkeeping'],
    run: stageRecords((context) => context.openSongs()),
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

  'check:tables_not_empty': check('tables_not_empty', 'dim:users', 'dim:songs', 'dim:artists', 'dim:time'),
  'check:songplays_unique': check('songplays_unique', 'fact:songplays'),
  'check:songplays_complete': check('songplays_complete', 'fact:songplays'),
  'check:songplays_reconciled': check('songplays_reconciled', 'fact:songplays'),
  'check:songplays_users': check('songplays_users', 'dim:users'),
  'check:songplays_songs': check('songplays_songs', 'dim:songs'),
  'check:songplays_artists': check('songplays_artists', 'dim:artists'),
  'check:songplays_times': check('songplays_times', 'dim:time'),
  'check:users_unique': check('users_unique', 'dim:users'),
  'check:users_plays': check('users_plays', 'dim:users'),
  'check:users_latest': check('users_latest', 'dim:users'),
  'check:songs_unique': check('songs_unique', 'dim:songs'),
  'check:songs_agree': check('songs_agree', 'dim:songs'),
  'check:artists_unique': check('artists_unique', 'dim:artists'),
  'check:artists_agree': check('artists_agree', 'dim:artists'),
  'check:time_unique': check('time_unique', 'dim:time'),
  'check:time_agrees': check('time_agrees', 'dim:time'),
  'check:time_plays': check('time_plays', 'dim:time'),
  'check:levels_known': check('levels_known', 'fact:songplays'),
  'check:genders_known': check('genders_known', 'dim:users'),

  // Compare what is published with what it was made from: as costly as making it, and of no use right after that. Nor must
  // a song that was delivered again with other values keep a new day back because of older ones.
  'audit:songplays_fit': check('songplays_fit', 'fact:songplays'),
  'audit:songplays_agree': check('songplays_agree', 'fact:songplays'),
  'audit:songplays_matched': check('songplays_matched', 'fact:songplays'),
});
