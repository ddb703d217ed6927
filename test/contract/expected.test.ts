import { describe, expect, it } from 'vitest';
import { compareResult } from '../../src/checks/expected/compare.ts';
import { parseExpected } from '../../src/checks/expected/csv-file.ts';
import { isOrdered } from '../../src/checks/expected/ordered.ts';
import { USUAL } from '../../src/checks/expected/tolerance.ts';
import { toExpectedCsv } from '../../src/checks/expected/update.ts';
import { readUserQuery } from '../../src/checks/user-query.ts';
import type { Dialect } from '../../src/core/statement.ts';
import type { ResultTable } from '../../src/core/warehouse.ts';
import { NEVER } from '../support/warehouse.ts';
import type { World } from '../support/world.ts';
import { duckDbEngine, type Engine, postgresEngine, redshiftEngine } from './engines.ts';

const engines: Readonly<Record<Dialect, Engine>> = {
  duckdb: duckDbEngine(),
  postgres: await postgresEngine(),
  redshift: await redshiftEngine(),
};

/** Of each type that the tables of the tool have, and what engines make of them. */
const SQL = `-- Each type.
select
  1 as Whole,
  cast(9007199254740993 as bigint) as large,
  cast(0.1 as double precision) + 0.2 as fraction,
  10 / 4.0 as quotient,
  1e-7 as small,
  true as yes,
  cast(null as boolean) as unknown,
  'a "quoted", text' as words,
  '' as empty,
  cast(null as varchar) as nothing,
  timestamp '2018-11-15 01:02:03.796' as moment,
  date_trunc('day', timestamp '2018-11-15 01:02:03') as midnight,
  date '2018-11-15' as day
union all
select 2, 0, 0, 0, 0, false, true, ' ', 'x', 'y', timestamp '2018-11-15 00:00:00', timestamp '2018-11-15 00:00:00', date '2018-11-16'
order by 1`;

const EXPECTED = `whole,large,fraction,quotient,small,yes,unknown,words,empty,nothing,moment,midnight,day
1,9007199254740993,0.3,2.5,0.0000001,TRUE,,"a ""quoted"", text","",,2018-11-15T01:02:03.796Z,2018-11-15 00:00,2018-11-15
2,0,0,0,0,f,t, ,x,y,2018-11-15 00:00:00,2018-11-15 00:00:00,2018-11-16
`;

const IN_ORDER = { isOrdered: isOrdered(SQL), tolerance: USUAL };

async function ask(world: World): Promise<ResultTable> {
  const { dialect } = world.warehouse;
  const sql = readUserQuery(SQL, dialect).text;
  return world.warehouse.transaction((session) => session.table({ name: 'types', sql, values: [] }), NEVER);
}

describe.each(Object.entries(engines))('on %s', (_, engine) => {
  it('a result is as expected by a file that no engine wrote, and by one that it wrote itself', async () => {
    const world = await engine.open();
    try {
      const actual = await ask(world);
      expect(compareResult(actual, parseExpected(EXPECTED), IN_ORDER)).toEqual({ count: 0, expected: 2, lines: [] });
      const written = parseExpected(toExpectedCsv(actual, true));
      expect(compareResult(actual, written, IN_ORDER).lines).toEqual([]);
      const other = parseExpected(EXPECTED.replace('9007199254740993', '9007199254740992'));
      expect(compareResult(actual, other, IN_ORDER).count).toBe(1);
    } finally {
      await world.close();
    }
  });
});
