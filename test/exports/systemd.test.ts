import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userOfJob } from '../../src/export-job.ts';
import type { Job } from '../../src/exports/job.ts';
import { parseCron } from '../../src/exports/schedule.ts';
import { exportSystemd } from '../../src/exports/systemd.ts';
import { jobFrom, jobWithValues, oddText } from './jobs.ts';
import { readUnit, systemdWords, valuesOf, withoutSpecifiers, withoutVariables } from './readers.ts';

function unitsOf(job: Job) {
  const [service, timer] = exportSystemd(job).map(({ text }) => readUnit(text));
  return {
    service: (key: string) => valuesOf(service ?? {}, 'Service', key),
    timer: (key: string) => valuesOf(timer ?? {}, 'Timer', key),
  };
}

const odd = { numRuns: 1000 };
const SERVER = { WAREHOUSE_URL: 'postgres://etl@db.example.com/plays' };

describe('the service', () => {
  it('says every value as systemd reads it', () => {
    fc.assert(
      fc.property(oddText, (value) => {
        const [assignment = ''] = unitsOf(jobWithValues({ LOG_DATA: value })).service('Environment');
        expect(systemdWords(assignment).map(withoutSpecifiers)).toEqual([`LOG_DATA=${value}`]);
      }),
      odd,
    );
  });

  it('runs this program in this folder, whatever their names are', () => {
    fc.assert(
      fc.property(oddText, oddText, (name, other) => {
        const folder = resolve('/srv', `${name}.`);
        fc.pre(!/".*'|'.*"/.test(folder));
        const script = `/opt/${other}`;
        const units = unitsOf(jobFrom(SERVER, {}, { folder, program: { node: '/usr/bin/node', script } }));
        expect(units.service('WorkingDirectory').map(withoutSpecifiers)).toEqual([folder]);
        const [command = ''] = units.service('ExecStart');
        expect(systemdWords(command).map(withoutSpecifiers).map(withoutVariables)).toEqual([
          ...['/usr/bin/node', script, 'run-all', '--quiet'],
          ...['--wait', '10m', '--run-timeout', '5h', '--log-file', 'sparkify-etl.log'],
        ]);
        const writable = systemdWords(units.service('ReadWritePaths').join(' '), true).map(withoutSpecifiers);
        expect(writable).toEqual([folder]);
      }),
      odd,
    );
  });

  it.each(['a\nb', 'a\rb', 'a\u2029b', 'a\0b'])('refuses %j, and does not repeat it', (value) => {
    expect(() => exportSystemd(jobWithValues({ LOG_DATA: value }))).toThrow(
      /^LOG_DATA: a line break or another control/,
    );
    expect(() => exportSystemd(jobFrom({}, {}, { folder: `/srv/${value}` }))).toThrow(
      /^WorkingDirectory: a line break/,
    );
  });

  it.each(['/srv/a\\', '/srv/a ', `/srv/'a"`])('refuses a folder that systemd would read as another: %j', (folder) => {
    expect(() => exportSystemd(jobFrom({}, {}, { folder }))).toThrow(
      /^(WorkingDirectory|ReadWritePaths): systemd cannot/,
    );
  });

  it('may write to its folder and to that of a DuckDB file', () => {
    const writable = (url: string) => unitsOf(jobFrom({ WAREHOUSE_URL: url })).service('ReadWritePaths');
    expect(writable('duckdb:./sparkify.duckdb')).toEqual(['/srv/sparkify']);
    expect(writable('duckdb:/var/lib/plays/plays.duckdb')).toEqual(['/srv/sparkify /var/lib/plays']);
    expect(writable(SERVER.WAREHOUSE_URL)).toEqual(['/srv/sparkify']);
  });

  it('may write to the folder of LOG_FILE, wherever that is said', () => {
    const writable = (shell: Record<string, string>, file: Record<string, string>) =>
      unitsOf(jobFrom({ ...SERVER, ...shell }, file)).service('ReadWritePaths');
    expect(writable({}, { LOG_FILE: '/var/log/sparkify/etl.jsonl' })).toEqual(['/srv/sparkify /var/log/sparkify']);
    expect(writable({ LOG_FILE: 'logs/etl.jsonl' }, {})).toEqual(['/srv/sparkify /srv/sparkify/logs']);
    expect(writable({}, {})).toEqual(['/srv/sparkify']);
  });

  it('is stopped later than a run ends by itself', () => {
    const stopped = (file: Record<string, string>) => unitsOf(jobFrom({}, file)).service('TimeoutStartSec');
    expect(stopped({})).toEqual(['6h']);
    expect(stopped({ RUN_TIMEOUT: '50m' })).toEqual(['6h']);
    expect(stopped({ RUN_TIMEOUT: '330m' })).toEqual(['7h']);
    expect(stopped({ RUN_TIMEOUT: '0' })).toEqual(['infinity']);
  });

  it('sees its files: no private /tmp where one of them is in there', () => {
    const isPrivate = (job: Job) => unitsOf(job).service('PrivateTmp');
    expect(isPrivate(jobFrom({}))).toEqual(['yes']);
    expect(isPrivate(jobFrom({ LOG_DATA: '/tmpfiles' }))).toEqual(['yes']);
    for (const place of ['/tmp', '/tmp/logs', '/var/tmp/logs', '/srv/../tmp/logs', 'file:///tmp/logs']) {
      expect(isPrivate(jobFrom({ LOG_DATA: place })), place).toEqual([]);
    }
    expect(isPrivate(jobFrom({}, {}, { folder: '/tmp/work' }))).toEqual([]);
    expect(isPrivate(jobFrom({}, { WAREHOUSE_URL: 'duckdb:/tmp/x.duckdb' }))).toEqual([]);
  });

  it('says whom it runs as, if that is a name', () => {
    expect(unitsOf(jobFrom({})).service('User')).toEqual(['etl']);
    expect(unitsOf(jobFrom({}, {}, { user: undefined })).service('User')).toEqual([]);
    expect(unitsOf(jobFrom({}, {}, { user: 'a b%h' })).service('User')).toEqual([]);
  });

  it('runs as who exports it; where root does, as who became root', () => {
    expect(userOfJob('etl', { SUDO_USER: 'alice' })).toBe('etl');
    expect(userOfJob('root', { SUDO_USER: 'alice' })).toBe('alice');
    expect(userOfJob('root', { SUDO_USER: '' })).toBe('root');
    expect(userOfJob(undefined, {})).toBeUndefined();
  });

  it('leaves to .env what is there', () => {
    const units = unitsOf(jobFrom({ AWS_REGION: 'us-west-2' }, { LOG_DATA: './logs' }));
    expect(units.service('Environment')).toEqual(['AWS_REGION=us-west-2']);
  });
});

it('the timer starts it at each of the times, also at those missed', () => {
  const { timer } = unitsOf(jobFrom({}, {}, { schedule: parseCron('0 6 1 * mon') }));
  expect(timer('OnCalendar')).toEqual(['*-*-01 06:00:00', 'Mon *-*-* 06:00:00']);
  expect(timer('Persistent')).toEqual(['true']);
});
