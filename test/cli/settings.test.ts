import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/settings/index.ts';
import { eventsOfType } from '../support/cli.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

describe('where a setting comes from', async () => {
  const { run, path } = await createSampleWorkspace();
  const warehouseOf = async (flags: readonly string[], env: Record<string, string>) => {
    const result = await run(['create-tables', '--json', ...flags], { env });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    return eventsOfType(result, 'run-started')[0]?.warehouse;
  };

  it('flags over environment over .env over defaults', async () => {
    const flag = ['--warehouse', 'duckdb:flag.duckdb'];
    const environment = { WAREHOUSE_URL: 'duckdb:environment.duckdb' };
    expect(await warehouseOf([], {})).toBe('duckdb:./sparkify.duckdb');
    writeFileSync(path('.env'), 'WAREHOUSE_URL=duckdb:file.duckdb\n');
    expect(await warehouseOf([], {})).toBe('duckdb:file.duckdb');
    expect(await warehouseOf([], environment)).toBe('duckdb:environment.duckdb');
    expect(await warehouseOf(flag, environment)).toBe('duckdb:flag.duckdb');
    // A line that is there, but left empty, is not a setting.
    expect(await warehouseOf([], { WAREHOUSE_URL: '' })).not.toBe('duckdb:');
    writeFileSync(path('.env'), 'WAREHOUSE_URL=\n');
    expect(await warehouseOf([], {})).toBe('duckdb:./sparkify.duckdb');
  });

  it('a problem names where the value came from', async () => {
    writeFileSync(path('.env'), 'MAX_ERRORS=lots\n');
    const fromFile = await run(['run-all', '--all']);
    expect(fromFile).toMatchObject({ code: 2 });
    expect(fromFile.stderr).toMatch(/MAX_ERRORS: expected a whole number .* found "lots"/);
    const fromFlag = await run(['run-all', '--all', '--max-errors', 'few']);
    expect(fromFlag.stderr).toMatch(/--max-errors: expected a whole number .* found "few"/);
    writeFileSync(path('.env'), '');
  });

  it('what a subcommand does not use is not asked of it', async () => {
    const env = { WAREHOUSE_URL: 'duckdb:used.duckdb', LOG_DATA: 's3://some-bucket/logs' };
    expect(await run(['create-tables'], { env })).toMatchObject({ code: 0 });
  });

  it('LOG_DATA and SONG_DATA may be relative, absolute, or file:// URLs', async () => {
    const places = ['sample', './sample/', path('sample'), `file://${path('sample')}`];
    for (const [index, place] of places.entries()) {
      const base = place.replace(/\/$/, '');
      const env = { LOG_DATA: `${base}/log_data`, SONG_DATA: `${base}/song_data` };
      const args = ['run-all', '--all', '--warehouse', `duckdb:place-${index}.duckdb`];
      expect(await run(args, { env }), place).toMatchObject({ code: 0 });
    }
  });
});

describe('.env.example', () => {
  const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
  const assignments = lines.flatMap((line, index) => {
    const [, name, value] = /^#?\s?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value: value ?? '', above: lines[index - 1] ?? '' }];
  });
  const variables: readonly string[] = Object.values(SETTINGS).map(({ variable }) => variable);

  it('lists every setting once', () => {
    const names = assignments.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining([...variables]));
  });

  it('lists nothing unknown', () => {
    // Read by the AWS SDK itself.
    const standard = /^AWS_(PROFILE|REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/;
    const names = assignments.map(({ name }) => name);
    expect(names.filter((name) => !variables.includes(name) && !standard.test(name))).toEqual([]);
  });

  it('explains each in a line above', () => {
    for (const { name, above } of assignments) expect(above, name).toMatch(/^# .{10,}/);
  });

  it('shows values that are taken', () => {
    for (const setting of Object.values(SETTINGS)) {
      const shown = assignments.find(({ name }) => name === setting.variable)?.value ?? '';
      if (shown !== '') expect(() => setting.parse(shown), setting.variable).not.toThrow();
    }
  });
});
