import { copyFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventsOfType, summaryOf } from '../support/cli.ts';
import { contentOf, PUBLISHED_TABLES, queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

async function createLoadedWorkspace() {
  const workspace = await createSampleWorkspace();
  expect(await workspace.run(['run-all', '--all'])).toMatchObject({ code: 0 });
  expect(await workspace.run(['check'])).toMatchObject({ code: 0 });
  return workspace;
}

describe('a failing check', async () => {
  const loaded = await createLoadedWorkspace();

  it('in run-all undoes what the run published: exit code 1, the check and some of its rows are named', async () => {
    const { run, warehouse } = await createSampleWorkspace();
    expect(await run(['run-all', '--date', '2018-11-01'])).toMatchObject({ code: 0 });
    await queryDuckDb(warehouse, "insert into users values (987654321, 'Odda', 'Quarrymere', 'F', 'free')");
    const before = await contentOf(warehouse, PUBLISHED_TABLES);

    const result = await run(['run-all', '--all']);
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toMatch(/check users_plays failed: 1 offending row/);
    expect(result.stderr).toMatch(/user_id=987654321 first_name=Odda last_name=Quarrymere/);
    expect(result.stderr).toMatch(/rolled back: the published tables are as they were/);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(await contentOf(warehouse, PUBLISHED_TABLES)).toEqual(before);

    const json = await run(['run-all', '--all', '--json']);
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(eventsOfType(json, 'publish-finished')).toMatchObject([{ outcome: 'rolled-back' }]);
    const failed = eventsOfType(json, 'check-finished').filter(({ result: { outcome } }) => outcome === 'failed');
    expect(failed).toMatchObject([{ result: { check: 'users_plays', count: 1, sample: [{ user_id: '987654321' }] } }]);
    expect(summaryOf(json)).toMatchObject({ state: 'failed', exitCode: 1, checks: { failed: 1 } });
    expect(summaryOf(json).tables, 'what was undone is not called loaded').not.toHaveProperty('songplays');

    await queryDuckDb(warehouse, 'delete from users where user_id = 987654321');
    expect(await run(['run-all', '--all'])).toMatchObject({ code: 0 });
  });

  it('says what was found and which share was set, not the share of one row about many', async () => {
    const { run } = loaded;
    const result = await run(['check', '--only', 'songplays_match_share', '--least-match-share=100%'], {
      env: { GITHUB_ACTIONS: 'true' },
    });
    expect(result).toMatchObject({ code: 1 });
    const [, plays, matched] = /plays=(\d+), matched=(\d+)/.exec(result.stderr) ?? [];
    expect(Number(plays)).toBeGreaterThan(Number(matched));
    const found = `plays=${plays}, matched=${matched}`;
    const title = 'At least 100% (LEAST_MATCH_SHARE) of the plays of these days found their song';
    expect(result.stderr).toContain(`check     ${title}: ${found}\n`);
    expect(result.stderr).toContain(`✖ check songplays_match_share failed: ${found} (expected: ${title})\n`);
    expect(result.stdout).toContain(`${found}: ${title}`);
    expect(result.stderr + result.stdout).not.toMatch(/1 of |\d rows|share\n/);
    const json = await run(['check', '--only', 'songplays_match_share', '--least-match-share=7%', '--json']);
    const [{ result: passed } = {}] = eventsOfType(json, 'check-finished');
    expect(passed?.title).toContain('At least 7% (LEAST_MATCH_SHARE) of');
  });

  it('counts days, not rows, where days offend', async () => {
    const { run, path, warehouse } = loaded;
    copyFileSync(warehouse, path('rejected.duckdb'));
    const [{ day } = {}] = await queryDuckDb(
      path('rejected.duckdb'),
      'update etl_staged_days set records = records + 1 where log_date = (select min(log_date) from etl_staged_days) returning log_date as day',
    );
    expect(String(day)).toMatch(/2018/);
    const env = { WAREHOUSE_URL: 'duckdb:rejected.duckdb' };
    const check = ['check', '--only', 'staged_days_reconciled'];
    const result = await run(check, { env });
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toContain('and those that were rejected: 1 day\n');
    expect(result.stdout).toMatch(/ 1 day\n$/);
    const [{ result: told } = {}] = eventsOfType(await run([...check, '--json'], { env }), 'check-finished');
    expect(told).toMatchObject({ outcome: 'failed', count: 1, unit: 'day' });
    expect(told).not.toHaveProperty('share');
    expect(told).not.toHaveProperty('examined');
  });

  it.each([
    [
      'a play is deleted',
      'delete from songplays where songplay_id = (select min(songplay_id) from songplays)',
      'songplays_reconciled',
    ],
    [
      'a play is doubled',
      'insert into songplays select * from songplays order by songplay_id limit 1',
      'songplays_unique',
    ],
    ['a user is deleted', 'delete from users where user_id = (select min(user_id) from users)', 'songplays_users'],
    ['a user is doubled', 'insert into users select * from users order by user_id limit 1', 'users_unique'],
    [
      'a level is wrong',
      "update users set level = case level when 'free' then 'paid' else 'free' end where user_id = (select min(user_id) from users)",
      'users_latest',
    ],
    ['a song is deleted', 'delete from songs where song_id = (select min(song_id) from songs)', 'songs_agree'],
    ['an artist is doubled', 'insert into artists select * from artists order by artist_id limit 1', 'artists_unique'],
    [
      'an hour is wrong',
      'update time set hour = (hour + 1) % 24 where start_time = (select min(start_time) from time)',
      'time_agrees',
    ],
    ['time is empty', 'delete from time', 'tables_not_empty'],
  ])('of `check`: %s', async (title, spoil, check) => {
    const { run, path, warehouse } = loaded;
    const file = path(`${title}.duckdb`);
    copyFileSync(warehouse, file);
    await queryDuckDb(file, spoil);
    const before = await contentOf(file);
    const result = await run(['check', '--json', '--warehouse', `duckdb:${file}`]);
    expect(result).toMatchObject({ code: 1, stderr: '' });
    const failed = eventsOfType(result, 'check-finished').filter(({ result: { outcome } }) => outcome === 'failed');
    expect(failed.map(({ result: { check: name } }) => name)).toContain(check);
    expect(await contentOf(file), 'check changes nothing').toEqual(before);
  });

  it('that only warns leaves exit code 0, and is told', async () => {
    const { run, warehouse } = loaded;
    // In staging too, so that no blocking check objects.
    await queryDuckDb(warehouse, "update staging_events set gender = 'x'", "update users set gender = 'x'");
    const result = await run(['check', '--json']);
    expect(result).toMatchObject({ code: 0 });
    expect(summaryOf(result).checks).toMatchObject({ failed: 0 });
    const warned = eventsOfType(result, 'check-finished').filter(({ result: { outcome } }) => outcome === 'warned');
    expect(warned.map(({ result: { check } }) => check)).toContain('users_genders');
    expect((await run(['check'])).stderr).toMatch(/warning check .*gender/);
  });
});
