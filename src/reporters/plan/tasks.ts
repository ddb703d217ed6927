import { STAGES, type Stage, type TaskView } from '../../core/event.ts';
import type { PlannedChunk, RunPlan } from '../../core/run-plan.ts';
import { daysText } from '../days.ts';
import { counted } from '../format.ts';
import { STAGE_TITLES } from '../stage-titles.ts';
import type { Style } from '../style.ts';

/** More chunks than that are not listed one by one. */
const MOST_CHUNKS = 12;

/** How the stages of each chunk are committed, as src/run-groups.ts has it. */
const COMMITTED: Readonly<Partial<Record<Stage, string>>> = {
  create: 'those that are missing; committed first',
  stage: 'each committed by itself',
  fact: 'published together with all below, or not at all',
};

/** The tasks in their order, chunk by chunk where there are several. */
export function taskLines({ tasks, chunks, notices }: RunPlan, style: Style): readonly string[] {
  if (tasks.length === 0) return ['', ...notices];
  return ['', style.bold('Tasks, in this order'), ...stageLines(tasks, style), ...chunkLines(chunks, style)];
}

function stageLines(tasks: readonly TaskView[], style: Style): readonly string[] {
  return STAGES.flatMap((stage) => {
    const those = tasks.filter((task) => task.stage === stage);
    if (those.length === 0) return [];
    const names = stage === 'check' ? counted(those.length, 'check') : those.map(({ title }) => title).join(', ');
    const how = COMMITTED[stage] === undefined ? '' : style.dim(`  (${COMMITTED[stage]})`);
    return [`  ${STAGE_TITLES[stage]}: ${names}${how}`];
  });
}

function chunkLines(chunks: readonly PlannedChunk[], style: Style): readonly string[] {
  if (chunks.length < 2) return [];
  const shown = chunks.length > MOST_CHUNKS ? chunks.slice(0, MOST_CHUNKS) : chunks;
  const hidden = chunks.slice(shown.length).flatMap(({ days }) => days);
  return [
    style.bold(`${counted(chunks.length, 'chunk')}, one after the other; tables and songs are done with the first`),
    ...shown.map(({ days }, n) => `  ${n + 1}. ${daysText(days)}`),
    ...(hidden.length === 0 ? [] : [`  … ${daysText(hidden)}`]),
  ];
}
