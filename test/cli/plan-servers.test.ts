import { describe, expect, it } from 'vitest';
import { postgresPlaces, redshiftPlaces } from '../support/server-places.ts';
import { addSample } from '../support/workspace.ts';
import { expectPlanToHold, planAt } from './plan-suite.ts';

const redshift = await redshiftPlaces();
const servers = [await postgresPlaces(), redshift];

describe.each(servers.map((places) => [places.product, places] as const))('on %s', (_product, places) => {
  it('what is planned is what is sent: a first load, nothing, more days and songs, a day again', async () => {
    await addSample(places.workspace, 'more', { days: 5, songs: 60 });
    const place = await places.open();
    const first = await expectPlanToHold(place, ['--from', '2018-11-01', '--to', '2018-11-03', '--chunk', '2']);
    expect(first).toMatchObject({ ledger: 'empty', chunks: [{ days: expect.any(Array) }, {}] });
    const nothing = await expectPlanToHold(place, []);
    expect(nothing).toMatchObject({ ledger: 'read', days: [], tasks: [], logFiles: [], songFiles: [] });
    const more = { ...(await places.source('more')) };
    const later = {
      folder: place.folder,
      run: (args: readonly string[], changes = {}) => place.run(args, { ...more, ...changes }),
    };
    await expectPlanToHold(later, []);
    await expectPlanToHold(later, ['--date', '2018-11-02']);
  });

  it('touches nothing: no table, no lock, no object', async () => {
    const place = await places.open();
    await planAt(place, ['--all', '--sql']);
    expect(await place.query(`select 1 from information_schema.tables where table_schema = '{s}'`)).toEqual([]);
    expect(await place.run(['run-all', '--all', '--quiet'])).toMatchObject({ code: 0, stderr: '' });
    const content = async () => place.content(['staging_events', 'songplays', 'etl_runs', 'etl_tasks', 'etl_files']);
    const before = await content();
    for (const args of [['plan'], ['plan', '--all', '--sql'], ['run-all', '--date', '2018-11-01', '--dry-run']]) {
      expect(await place.run(args), args.join(' ')).toMatchObject({ code: 0, stderr: '' });
    }
    expect(await content()).toEqual(before);
    expect(await redshift.leftovers()).toEqual([]);
  });

  it('needs no warehouse for days that are stated, and says why it was not asked', async () => {
    const place = await places.open({ WAREHOUSE_URL: places.url({ port: 1, schema: 'none' }) });
    const plan = await planAt(place, ['--date', '2018-11-01', '--sql']);
    expect(plan).toMatchObject({
      ledger: 'unknown',
      ledgerProblem: expect.stringContaining('connection refused'),
      days: ['2018-11-01'],
      logFiles: [{ state: 'unknown', day: '2018-11-01' }],
    });
    expect(plan.conversations?.length).toBeGreaterThan(5);
    expect(await place.run(['plan'])).toMatchObject({ code: 5, stdout: '' });
  });
});

it('on Redshift it holds without WORK_URI, and shows no keys of a COPY that has some', async () => {
  const withKeys = { WORK_URI: '', IAM_ROLE: '', COPY_WITH_KEYS: 'true' };
  const place = await redshift.open(withKeys);
  const plan = await planAt(place, ['--all', '--sql']);
  const copies = (plan.conversations ?? []).flatMap(({ statements }) =>
    statements.filter(({ name }) => /^copy/.test(name)),
  );
  expect(copies.length).toBe(4);
  for (const { sql } of copies) {
    expect(sql).toContain("access_key_id '[redacted]' secret_access_key '[redacted]'");
  }
  expect(JSON.stringify(plan)).not.toContain(place.environment.AWS_ACCESS_KEY_ID);
  const plain = await redshift.open({ WORK_URI: '' });
  await expectPlanToHold(plain, ['--all']);
  await addSample(redshift.workspace, 'few-more', { days: 4, songs: 45 });
  const more = await redshift.source('few-more');
  const run = (args: readonly string[], changes = {}) => plain.run(args, { ...more, ...changes });
  const later = await expectPlanToHold({ folder: plain.folder, run }, []);
  expect(later.songFiles.length).toBeGreaterThan(1);
});
