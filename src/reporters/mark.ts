import { unreachable } from '../core/errors.ts';
import type { RowState } from './run-state.ts';
import type { Style } from './style.ts';

/** The sign for a state, coloured. */
export function markOf(state: RowState, style: Style): string {
  switch (state) {
    case 'waiting':
      return style.dim('·');
    case 'running':
      return style.active('❯');
    case 'retrying':
      return style.warn('↻');
    case 'done':
      return style.good('✔');
    case 'empty':
      return style.dim('○');
    case 'warned':
      return style.warn('⚠');
    case 'failed':
    case 'broken':
      return style.bad('✖');
    case 'skipped':
      return style.dim('-');
    default:
      return unreachable(state);
  }
}
