import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/core/dataset.ts';
import type { Warehouse } from '../../../src/core/warehouse.ts';
import { EVENTS } from '../../../src/records/events.ts';
import { SONGS } from '../../../src/records/songs.ts';
import { dirtyFiles } from '../../support/dirty-json.ts';
import { assertProperty } from '../../support/property.ts';
import { expectedOf, stage, stagedIn, type TestFile } from '../../support/staging.ts';
import { execute, openTestWarehouse, tempFolder } from '../../support/warehouse.ts';

/** Rare disagreements take thousands of runs: AGREEMENT_RUNS=5000 npx vitest run test/warehouses/duckdb/agreement */
const RUNS = Number(process.env.AGREEMENT_RUNS ?? 40);
const TIMEOUT = 60_000 + RUNS * 500;
/** Shrinking ends in time for a message. */
const LIMITS = { numRuns: RUNS, interruptAfterTimeLimit: TIMEOUT / 2 };
const folder = tempFolder();
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openTestWarehouse();
});
afterAll(() => warehouse.close());

/** What a warehouse makes of files, with the engine's own reader tried first or not at all. */
async function staged(files: readonly TestFile[], dataset: Dataset, exact: boolean) {
  await execute(warehouse, `delete from ${dataset.table}`, 'delete from staging_rejects', 'delete from etl_files');
  await stage(warehouse, folder, files, { dataset, exact, maxErrors: 1000 });
  return stagedIn(warehouse, dataset);
}

const access = fc.constantFrom<TestFile['access']>('together', 'streamed', 'linked');
const days = fc.constantFrom('2018-11-15', '2018-11-16');

/** DuckDB takes a file of a single byte for an empty one. Only large files get to it as they are. */
function filesOf<T extends { content: Uint8Array; access: TestFile['access'] }>(file: fc.Arbitrary<T>, most: number) {
  const real = file.map((each) => (each.content.length > 1 ? each : { ...each, access: 'together' as const }));
  return fc.array(real, { minLength: 1, maxLength: most });
}

describe('DuckDB loads what the exact reader reads, whichever way it takes', () => {
  it(
    'of event logs',
    async () => {
      const files = filesOf(fc.record({ content: dirtyFiles(EVENTS), day: days, access }), 2);
      await assertProperty(
        fc.asyncProperty(files, async (each) => {
          const expected = await expectedOf(each, EVENTS);
          expect(await staged(each, EVENTS, false)).toEqual(expected);
          expect(await staged(each, EVENTS, true)).toEqual(expected);
        }),
        LIMITS,
      );
    },
    TIMEOUT,
  );

  it(
    'of song files',
    async () => {
      const files = filesOf(fc.record({ content: dirtyFiles(SONGS), access }), 3);
      await assertProperty(
        fc.asyncProperty(files, async (each) => {
          const expected = await expectedOf(each, SONGS);
          expect(await staged(each, SONGS, false)).toEqual(expected);
          expect(await staged(each, SONGS, true)).toEqual(expected);
        }),
        LIMITS,
      );
    },
    TIMEOUT,
  );
});
