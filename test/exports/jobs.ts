import fc from 'fast-check';
import { readConfig } from '../../src/config.ts';
import { describeJob } from '../../src/export-job.ts';
import type { Job, JobSetting } from '../../src/exports/job.ts';
import { everySchedule } from '../../src/exports/schedule.ts';

type Values = Readonly<Record<string, string>>;

const MACHINE = {
  folder: '/srv/sparkify',
  program: { node: '/usr/bin/node', script: '/usr/local/lib/node_modules/sparkify-etl/bin/sparkify-etl.js' },
  user: 'etl',
  schedule: everySchedule('1h'),
} satisfies Partial<Job>;

/** What the program would export with these variables in the shell and in `.env`. */
export function jobFrom(shell: Values, file: Values = {}, machine: Partial<Job> = {}): Job {
  const env = { ...file, ...shell };
  const all = { ...MACHINE, ...machine };
  const around = { flags: {}, shell, file, env, folder: all.folder };
  return { ...all, ...describeJob(readConfig({}, env), around) };
}

/** From S3 into Redshift, as docs/examples has it. */
export const S3_TO_REDSHIFT: Values = {
  WAREHOUSE_URL: 'redshift://etl@my-cluster.abc123.us-west-2.redshift.amazonaws.com:5439/dev?schema=sparkify',
  IAM_ROLE: 'arn:aws:iam::123456789012:role/sparkify-copy',
  WORK_URI: 's3://my-bucket/etl-work',
  LOG_DATA: 's3://my-bucket/log_data',
  SONG_DATA: 's3://my-bucket/song_data',
  AWS_REGION: 'us-west-2',
};

/** A job with nothing set but these, whatever is in them. */
export function jobWithValues(values: Values, machine: Partial<Job> = {}): Job {
  const settings = Object.entries(values).map(([variable, value]): JobSetting => {
    return { variable, value, absolute: value, isLocal: false, isDefault: false, origin: 'shell' };
  });
  return { ...jobFrom({}, {}, machine), settings };
}

/** Texts of one line, full of what some format gives a meaning. */
export const oddText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['"', "'", '\\', '%', '%%', '$', '$$', '${', '${{', '}}', '#', ';', ' ', '  ', '`', '!', '&', '*', '|'],
        ...[': ', ' #', '\\n', '%h', '$HOME', '\\"', 'é', '🎵', '-', '=', '~', '@', '{', '[', ',', '?', 'true', '0x1'],
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFEFF]|\p{Noncharacter_Code_Point}/u.test(text));
