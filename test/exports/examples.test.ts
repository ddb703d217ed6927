import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXPORTS } from '../../src/exports/index.ts';
import { jobFrom, S3_TO_REDSHIFT } from './jobs.ts';

const job = jobFrom({ AWS_PROFILE: 'sparkify' }, S3_TO_REDSHIFT);

it.each([
  ['crontab', EXPORTS.cron, 0],
  ['sparkify-etl.service', EXPORTS.systemd, 0],
  ['sparkify-etl.timer', EXPORTS.systemd, 1],
  ['github-actions.yml', EXPORTS['github-actions'], 0],
] as const)('docs/examples/%s is what is exported, S3 to Redshift', (name, render, index) => {
  const path = new URL(`../../docs/examples/${name}`, import.meta.url);
  expect(render(job)[index]?.text).toBe(readFileSync(path, 'utf8'));
});
