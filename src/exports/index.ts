import { exportCron } from './cron.ts';
import { exportGitHubActions } from './github-actions.ts';
import type { ExportedFile, Job } from './job.ts';
import { exportSystemd } from './systemd.ts';

/** What can be exported. Add one here; each throws an Error with the problem if a value cannot be written in its form. */
export const EXPORTS = {
  cron: exportCron,
  systemd: exportSystemd,
  'github-actions': exportGitHubActions,
} as const satisfies Readonly<Record<string, (job: Job) => readonly ExportedFile[]>>;

export type ExportKind = keyof typeof EXPORTS;
