import { CHECKS } from './checks.ts';
import { OPERATION } from './operation.ts';
import { REDSHIFT } from './redshift.ts';
import { S3 } from './s3.ts';
import { SOURCES } from './sources.ts';
import { WAREHOUSE } from './warehouse.ts';

export type { Setting } from './setting.ts';

/** Every setting there is. A new one goes into one of these rooms and into .env.example; a test keeps the two together. */
export const SETTINGS = {
  ...WAREHOUSE,
  ...REDSHIFT,
  ...SOURCES,
  ...CHECKS,
  ...OPERATION,
  ...S3,
} as const;

export type SettingName = keyof typeof SETTINGS;
