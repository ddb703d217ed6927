import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examineClock } from '../../src/doctor/clock.ts';
import { type Column, compareTables, type Tables } from '../../src/doctor/compare-tables.ts';
import { examineRoom } from '../../src/doctor/duckdb-file.ts';
import type { Told } from '../../src/doctor/finding.ts';
import { examinePartition } from '../../src/doctor/partition.ts';
import { examineTls } from '../../src/doctor/tls.ts';
import { exitCodeOf } from '../../src/doctor/verdict.ts';
import { examineProgram, examineServerVersion, LEAST_NODE } from '../../src/doctor/versions.ts';

describe('versions', () => {
  const node = (nodeVersion: string) => examineProgram({ version: '1.0.0', nodeVersion })[1]?.outcome;

  it('of Node.js are compared as numbers, with what package.json asks for', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(engines.node).toBe(`>=${LEAST_NODE}`);
    expect([node('20.19.0'), node('20.20.1'), node('22.1.0'), node('20.9.5'), node('18.20.0')]).toEqual([
      ...['ok', 'ok', 'ok', 'warning', 'warning'],
    ]);
  });
});

describe('the version of a server', () => {
  it.each([
    ['postgres', '18.4', 'ok', 'PostgreSQL 18.4, as the user etl'],
    ['postgres', '12.0 (Debian 12.0-1)', 'ok', 'PostgreSQL 12.0 (Debian 12.0-1), as the user etl'],
    ['postgres', '9.6.24', 'warning', 'PostgreSQL 9.6.24, as the user etl'],
    ['redshift', 'PostgreSQL 8.0.2 on i686, Redshift 1.0.48805', 'ok', 'Redshift 1.0.48805, as the user etl'],
  ] as const)('%s %s: %s', (dialect, version, outcome, found) => {
    expect(examineServerVersion(dialect, version, 'etl')).toMatchObject({ outcome, found });
  });
});

describe('clocks', () => {
  it.each([
    [300_000, 'ok'],
    [-300_000, 'ok'],
    [300_001, 'warning'],
    [-900_000, 'warning'],
  ])('%d ms apart: %s', (ahead, outcome) => {
    expect(examineClock('s3-clock', ahead, 'S3').outcome).toBe(outcome);
  });
});

describe('room on the disk', () => {
  it.each([
    [999_999_999, 'warning'],
    [1_000_000_000, 'ok'],
  ])('%d bytes: %s', async (free, outcome) => {
    expect(await examineRoom('.', async () => free)).toMatchObject({ outcome });
  });

  it('that the system does not tell of is not tried', async () => {
    expect(await examineRoom('.', () => Promise.reject(new Error('ENOSYS')))).toMatchObject({ outcome: 'skipped' });
  });
});

describe('TLS', () => {
  const facts = { protocol: 'TLSv1.3', cipher: 'AES', unverified: undefined, validTo: new Date('2027-01-01') };
  const now = new Date('2026-06-01');
  const remote = { host: 'db.example.com', sslMode: 'verify-full' } as const;

  it('is judged by what it proves, and to whom', () => {
    expect(examineTls(facts, remote, now).outcome).toBe('ok');
    expect(examineTls({ ...facts, unverified: 'self-signed' }, { ...remote, sslMode: 'require' }, now)).toMatchObject({
      outcome: 'warning',
      found: expect.stringContaining('sslmode=require: self-signed'),
    });
    expect(examineTls(undefined, { ...remote, sslMode: 'disable' }, now).outcome).toBe('warning');
    expect(examineTls(undefined, { host: '127.0.0.1', sslMode: 'prefer' }, now).outcome).toBe('ok');
    expect(examineTls(facts, remote, new Date('2026-12-20')).found).toContain('ends 2027-01-01');
  });
});

describe('the partition of a role', () => {
  const role = (partition: string) => `arn:${partition}:iam::123456789012:role/copy`;

  it.each([
    [role('aws'), 'us-west-2', undefined, 0],
    [role('aws-cn'), 'us-west-2', undefined, 1],
    [role('aws-cn'), 'us-west-2', 'c.abc.cn-north-1.redshift.amazonaws.com.cn', 0],
    [role('aws'), 'us-gov-west-1', undefined, 1],
    [role('aws-us-gov'), 'us-gov-west-1', undefined, 0],
    [`${role('aws')},${role('aws-cn')}`, 'eu-central-1', undefined, 1],
    ['default', 'cn-north-1', undefined, 0],
    [role('aws-cn'), undefined, undefined, 0],
  ])('%s in %s at %s', (arn, region, host, problems) => {
    expect(examinePartition(arn, region, host)).toHaveLength(problems);
  });
});

describe('tables', () => {
  const column = (type: string, changes: Partial<Column> = {}): Column => {
    return { type, isRequired: false, hasDefault: false, ...changes };
  };
  const table = (columns: Record<string, Column>): Tables => new Map([['songs', new Map(Object.entries(columns))]]);
  const wanted = table({ id: column('text', { isRequired: true }), year: column('integer') });

  it('are compared column by column', () => {
    expect(compareTables(wanted, wanted)).toEqual({ wrong: [], narrow: [], extra: [] });
    expect(compareTables(new Map(), wanted)).toEqual({ wrong: [], narrow: [], extra: [] });
    const there = table({ year: column('integer', { isRequired: true }), note: column('text') });
    expect(compareTables(there, wanted)).toEqual({
      wrong: ['songs.id: missing, expected text', 'songs.year: not null, but there are rows without a value for it'],
      narrow: [],
      extra: ['songs.note text'],
    });
  });

  it('may hold longer texts; shorter ones are told apart from what is wrong', () => {
    const varying = (length: number | undefined) =>
      table({ id: column(length === undefined ? 'character varying' : `character varying(${length})`) });
    const fine = { wrong: [], narrow: [], extra: [] };
    expect(compareTables(varying(20), varying(10))).toEqual(fine);
    expect(compareTables(varying(undefined), varying(10))).toEqual(fine);
    expect(compareTables(table({ id: column('text') }), varying(10))).toEqual(fine);
    const narrow = 'songs.id: character varying(9), expected character varying(10)';
    expect(compareTables(varying(9), varying(10))).toEqual({ ...fine, narrow: [narrow] });
    expect(compareTables(table({ id: column('bigint') }), varying(10)).wrong).toHaveLength(1);
  });

  it('may have more columns, unless rows cannot be added for them', () => {
    const more = (changes: Partial<Column>) =>
      compareTables(
        table({ id: column('text'), year: column('integer'), n: column('integer', { isRequired: true, ...changes }) }),
        wanted,
      );
    expect(more({ hasDefault: true })).toEqual({ wrong: [], narrow: [], extra: ['songs.n integer'] });
    expect(more({}).wrong).toHaveLength(1);
  });
});

describe('the exit code', () => {
  const told = (subject: Told['subject'], exit: NonNullable<Told['exit']>, isLate?: true): Told => ({
    ...{ subject, check: 'x', outcome: 'problem', found: '', exit },
    ...(isLate === undefined ? {} : { isLate }),
  });

  it('is that of the problem that a run meets first', () => {
    expect(exitCodeOf([])).toBe(0);
    expect(exitCodeOf([{ subject: 'S3', check: 'x', outcome: 'warning', found: '' }])).toBe(0);
    expect(exitCodeOf([told('logs', 'badData', true), told('warehouse', 'warehouseBusy')])).toBe(6);
    expect(exitCodeOf([told('versions', 'warehouse'), told('logs', 'source'), told('configuration', 'usage')])).toBe(2);
    expect(exitCodeOf([told('logs', 'badData', true), told('loading', 'source')])).toBe(4);
  });
});
