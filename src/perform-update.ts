import type { ExpectedQuery } from './checks/expected/queries.ts';
import { updateExpected } from './checks/expected/update.ts';
import { bindCheck } from './checks/plan.ts';
import { compose } from './compose.ts';
import type { Config } from './config.ts';
import { EXIT_CODES } from './core/errors.ts';
import type { Performance } from './performance.ts';
import { runQuery } from './query.ts';
import { chosenDays, type DaySelection } from './source/find-files.ts';

/** Writes what queries give as what is expected of them, and says of each file whether it changed. */
export async function performUpdate(
  queries: readonly ExpectedQuery[],
  config: Config,
  selection: DaySelection | undefined,
  { env, signal, streams }: Pick<Performance, 'env' | 'signal' | 'streams'>,
): Promise<number> {
  const services = compose(config, env, 'read', signal);
  try {
    const warehouse = await services.warehouse();
    for (const query of queries) {
      const { definition, expectedPath } = query;
      const statement = bindCheck(definition.origin, definition.demand.text, {
        days: selection === undefined || selection.kind === 'all' ? [] : chosenDays(selection),
        settings: {},
      });
      const isWritten = await updateExpected(query, await runQuery(warehouse, statement, signal));
      streams.out.write(`${isWritten ? 'written  ' : 'unchanged'}  ${expectedPath}\n`);
    }
    return EXIT_CODES.ok;
  } finally {
    await services.close();
  }
}
