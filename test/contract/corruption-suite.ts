import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertProperty } from '../support/property.ts';
import type { World } from '../support/world.ts';
import { BLIND_SPOTS } from './corruption/blind-spots.ts';
import { type Change, changes, statementsOf } from './corruption/change.ts';
import { type Load, loads } from './corruption/loads.ts';
import { openTrials, rowOf, type Trial, trialsOn } from './corruption/trial.ts';
import type { Engine } from './engines.ts';

/** How many changes are tried on each load: loading takes longer than looking at it. */
const CHANGES = 15;

/**
 * No single row of a published table can be spoiled without a check that notices.
 * @param runs loads, unless the variable CORRUPTION_RUNS says otherwise
 */
export function describeCorruption(engine: Engine, runs: number): void {
  const numRuns = Number(process.env.CORRUPTION_RUNS ?? runs);
  const timeout = 60_000 + numRuns * 20_000;

  describe('a corrupted row of a published table', () => {
    let world: World;
    beforeAll(async () => {
      world = await engine.open();
    });
    afterAll(() => world.close());

    it(
      'is noticed by a check, on all days and on its own',
      async () => {
        const lists = fc.array(changes, { minLength: CHANGES, maxLength: CHANGES });
        const property = fc.asyncProperty(loads, lists, (load, list) => expectAllNoticed(world, load, list));
        await assertProperty(property, { numRuns, interruptAfterTimeLimit: timeout / 2 });
      },
      timeout,
    );

    it.each(BLIND_SPOTS)('is not noticed if it is $title', async ({ load, stagedAgain, table, change }) => {
      await openTrials(world, load);
      if (stagedAgain !== undefined) {
        world.deliver(stagedAgain.day, stagedAgain.events);
        const { failure } = await world.command('stage', { kind: 'one', day: stagedAgain.day }, { only: 'events' });
        expect(failure).toBeUndefined();
      }
      const trials = await trialsOn(world);
      const { gone, come, ofAllDays, ofItsDays } = await trials.try(table, change);
      expect({ gone, come }).toMatchObject({ gone: [expect.anything()], come: [expect.anything()] });
      expect([...ofAllDays, ...ofItsDays].map(({ check }) => check)).toEqual([]);
    });
  });
}

async function expectAllNoticed(world: World, load: Load, list: readonly Change[]): Promise<void> {
  const trials = await openTrials(world, load);
  for (const change of list) {
    const trial = await trials.try(change.table, statementsOf(change));
    if (trial.gone.length + trial.come.length > 0) expectNoticed(trial);
  }
}

function expectNoticed(trial: Trial): void {
  const { gone, come, ofAllDays, ofItsDays } = trial;
  const story = `gone: ${gone.join(' ')}\ncome: ${come.join(' ')}\n`;
  const names = (results: Trial['ofAllDays']) => results.map(({ check, outcome }) => `${check} ${outcome}`);
  expect(names(ofItsDays), `${story}the day of the row`).not.toEqual([]);
  const expected = isSongTaken(trial) ? /songplays_matched warned/ : / failed/;
  expect(names(ofAllDays).join(), `${story}all days`).toMatch(expected);
}

/** That a play lost its song is only warned of: the song may have come after the play was loaded. */
function isSongTaken({ gone, come }: Trial): boolean {
  const [before, after] = [rowOf(gone[0]), rowOf(come[0])];
  const expected = { ...before, song_id: null, artist_id: null };
  return gone.length === 1 && come.length === 1 && 'songplay_id' in before && isSame(expected, after);
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
