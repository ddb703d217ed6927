import { describe, expect, it } from 'vitest';
import { play, publishedIn, song } from '../support/world.ts';
import { describeCatchUp } from './catch-up-suite.ts';
import { describeChecks } from './checks-suite.ts';
import { redshiftEngine } from './engines.ts';
import { describeOrder } from './order-suite.ts';
import { describePipeline } from './pipeline-suite.ts';
import { describeRecords } from './records-suite.ts';
import { describeSongFiles } from './song-files-suite.ts';
import { describeStaging } from './staging-suite.ts';
import { describeUnfinished } from './unfinished-suite.ts';

const engine = await redshiftEngine();
describePipeline(engine);
describeChecks(engine);
describeRecords(engine);
describeStaging(engine);
describeCatchUp(engine);
describeUnfinished(engine);
describeOrder(engine, 4);
describeSongFiles(engine, 2);

describe('without a place to write to', () => {
  const titled = (n: number) => song({ song_id: `SO${n}`, title: `Title ${n}` });

  it('songs that come later are staged, be they few or many', async () => {
    const world = await engine.open({ WORK_URI: '' });
    world.deliver('2018-11-15', [play({ artist: 'Artist', song: 'Title 40' })]);
    world.deliverSongs([titled(1), titled(2)]);
    const load = async () => {
      const { exitCode, failure, summary } = await world.command('run-all');
      expect({ exitCode, failure }).toEqual({ exitCode: 0, failure: undefined });
      return summary.tables.staging_songs;
    };
    expect(await load()).toBe(2);
    world.deliverSongFile('0/new.json', [titled(3), titled(4)]);
    world.deliverSongFile('1/new.json', [titled(5), titled(1)]);
    expect(await load()).toBe(4);
    world.deliverSongFile('1/new.json', [titled(5)]);
    expect(await load()).toBe(1);
    for (let n = 6; n <= 40; n++) world.deliverSongFile(`${n % 10}/late-${n}.json`, [titled(n)]);
    expect(await load()).toBe(40);
    const { songs, songplays } = await publishedIn(world.warehouse);
    expect(songs).toHaveLength(40);
    expect(songplays?.[0]).toContain('SO40');
    await world.close();
  });
});
