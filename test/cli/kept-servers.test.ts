import { describe, expect, it } from 'vitest';
import type { WarehouseStatus } from '../../src/core/calendar.ts';
import { postgresPlaces, redshiftPlaces } from '../support/server-places.ts';

const servers = [await postgresPlaces(), await redshiftPlaces()];

describe.each(servers.map((places) => [places.product, places] as const))('on %s', (_product, places) => {
  it('status and history read, and prune writes unless it is only tried', async () => {
    const place = await places.open();
    const ok = async (...args: string[]) => {
      const { code, stdout, stderr } = await place.run(args);
      expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
      return stdout;
    };
    expect(await place.run(['status'])).toMatchObject({ code: 7 });
    const early = await place.run(['history']);
    expect(early).toMatchObject({ code: 7 });
    expect(early.stderr).toContain('no run is kept yet: the warehouse has no table etl_runs, etl_run_days');
    expect(early.stderr).not.toMatch(/staging|songplays/);
    const first = await place.run(['run-all', '--date', '2019-01-01']);
    expect(first).toMatchObject({ code: 3 });
    expect(first.stderr).toContain(
      'the history of this run is not kept: its tables are not there yet; sparkify-etl create-tables makes them\n',
    );
    expect(first.stderr).not.toMatch(/find-running|does not exist/);
    expect(await place.run(['run-all', '--all'])).toMatchObject({ code: 0 });
    const status = async () => JSON.parse(await ok('status', '--json')) as WarehouseStatus;
    expect((await status()).days.map(({ state }) => state)).toEqual(['published', 'published', 'published']);
    expect(await ok('status')).toContain('every log file is as it was read');
    expect(await ok('history')).toContain('succeeded');
    expect(await ok('history', 'last')).toMatch(/published 2018-11-01 … 2018-11-03/);

    const [events, content] = [await place.count('staging_events'), await place.content()];
    const flags = ['--staging-older-than', '1y', '--history-older-than', '1y', '--json'];
    const tried = JSON.parse(await ok('prune', ...flags, '--dry-run'));
    expect(await place.content()).toEqual(content);
    expect(JSON.parse(await ok('prune', ...flags))).toEqual({ ...tried, dryRun: false });
    expect(tried).toMatchObject({ days: 3, tables: { staging_events: expect.any(Number), etl_runs: 0 } });
    const { tasks, ...pruned } = JSON.parse(await ok('history', 'last', '--json'));
    expect(pruned).toMatchObject({ command: 'prune', state: 'succeeded', exitCode: 0 });
    const deleted = tasks.find(({ task }: { task: string }) => task === 'prune:staging_events');
    expect(deleted).toMatchObject({ outcome: 'succeeded', rows: tried.tables.staging_events });
    expect(await place.count('staging_events')).toBe(events - tried.tables.staging_events);
    expect(tried.tables.staging_events).toBeGreaterThan(events / 2);
    expect((await status()).days.map(({ state }) => state)).toEqual(['published', 'published', 'published']);
    expect(await place.run(['check'])).toMatchObject({ code: 0 });

    const left = await place.content();
    expect((await place.run(['run-all'])).stderr).toContain('nothing is new');
    expect(await place.run(['rematch'])).toMatchObject({ code: 0 });
    expect(await place.content()).toEqual(left);
  });
});
