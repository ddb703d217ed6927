import type { Stage } from '../core/event.ts';

/** What each stage of the graph is called where people read. */
export const STAGE_TITLES: Readonly<Record<Stage, string>> = {
  create: 'Create tables',
  stage: 'Stage records',
  fact: 'Load facts',
  dimension: 'Load dimensions',
  check: 'Checks',
};
