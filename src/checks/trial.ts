import type { Statement } from '../core/statement.ts';
import type { CheckDefinition } from './definition.ts';
import { bindCheck, type CheckScope, statementName } from './plan.ts';

/** A statement that fails where the check's own would: with all its work, or only as far as names and types go. */
export function trialOf(check: CheckDefinition, scope: CheckScope, depth: 'names' | 'whole'): Statement {
  const condition = depth === 'whole' ? '' : ' where 1 = 0';
  const text = `select count(*) as row_count from (\n${check.demand.text}\n) trial${condition}`;
  return bindCheck(statementName(check), text, scope);
}
