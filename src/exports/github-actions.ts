import { logName, minutesOf, settingOf, usualFlags } from './defaults.ts';
import { type ExportedFile, type Job, type JobSetting, oneLine, secretNames } from './job.ts';
import { restoreLines, runnerFile, saveLines } from './runner-cache.ts';
import { DISPATCH, HEAD, JOB, KEEP, KEEP_END, RUN, STEPS } from './workflow-parts.ts';
import { expression, scalar } from './workflow-yaml.ts';

/** docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule */
const SHORTEST_MINUTES = 5;
/** Means nothing on a runner: the role, or secrets, take its place. */
const OF_THIS_MACHINE = [
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'NODE_EXTRA_CA_CERTS',
  'PGPASSFILE',
];
const AWS_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
const REGIONS = ['AWS_REGION', 'AWS_DEFAULT_REGION'];
/** As long as the session of a role lasts unless its owner says otherwise. */
const USUAL_MINUTES = 60;
/** Of a job on the runners of GitHub. */
const MOST_MINUTES = 360;
/** For what a job does before and after the run. */
const OTHER_MINUTES = 10;

/**
 * A workflow that uses the action of this repository.
 * @throws Error with the problem, where GitHub does not take the schedule, or a value cannot be written
 */
export function exportGitHubActions(job: Job): readonly ExportedFile[] {
  if (job.schedule.leastMinutes < SHORTEST_MINUTES) {
    throw new Error(`GitHub Actions starts nothing more often than every ${SHORTEST_MINUTES} minutes`);
  }
  const text = [
    ...HEAD,
    '    # UTC. GitHub may start it late, above all on the full hour; what is due is then loaded by the next run.',
    `    - cron: ${scalar(job.schedule.cron)}`,
    ...DISPATCH,
    ...permissionLines(job),
    ...JOB,
    ...limitLines(job),
    ...environmentLines(job),
    ...STEPS,
    ...awsLines(job),
    ...restoreLines(job),
    ...logRemark(job),
    ...RUN,
    ...flagLines(job),
    ...secretLines(job),
    ...saveLines(job),
    ...KEEP,
    `            ${logName(job)}`,
    KEEP_END,
  ];
  return [{ name: 'sparkify-etl.yml', text: `${text.join('\n')}\n` }];
}

function permissionLines({ aws }: Job): string[] {
  const token =
    aws === 'role' ? ['  # To ask AWS for the role below, without any key that is kept.', '  id-token: write'] : [];
  return ['permissions:', '  contents: read', ...token, ''];
}

/** The job's limit is above that of the run: one that GitHub stops says no longer what took so long. */
function limitLines({ runMs, aws }: Job): string[] {
  const minutes = runMs === 0 ? MOST_MINUTES : Math.max(USUAL_MINUTES, minutesOf(runMs ?? 0) + OTHER_MINUTES);
  const session =
    '    # The session of a role lasts an hour, unless the role and role-duration-seconds below say otherwise.';
  return [
    '    # More than RUN_TIMEOUT: the program is to end by itself, and to tell of it.',
    ...(aws === 'role' && minutes > USUAL_MINUTES ? [session] : []),
    `    timeout-minutes: ${minutes}`,
  ];
}

/** Only what is set, and holds no secret; those are known to the one step that needs them. */
function environmentLines(job: Job): string[] {
  const { settings, sources, warehouse } = job;
  const missing = sources
    .filter(({ variable, folder }) => folder !== undefined && settings.every((each) => each.variable !== variable))
    .map(({ variable }) => `      # ${variable} is not set, and a runner has no sample data: name a place in S3.`);
  const file = runnerFile(job);
  const lines = [
    ...(job.runMs === undefined
      ? [
          `      # Ends a run that hangs with a message, a notification and its log, before timeout-minutes ends the job.`,
          `      RUN_TIMEOUT: ${USUAL_MINUTES - OTHER_MINUTES}m`,
        ]
      : []),
    ...missing,
    ...(file === undefined ? [] : [`      WAREHOUSE_URL: ${scalar(`duckdb:${file}`)}`]),
    ...settings
      .filter(({ variable, isDefault }) => !isDefault && !OF_THIS_MACHINE.includes(variable))
      .filter(({ variable }) => variable !== 'LOG_FILE')
      .filter(({ variable }) => !(job.aws === 'role' && REGIONS.includes(variable)))
      .filter(({ variable }) => !(warehouse.dialect === 'duckdb' && variable === 'WAREHOUSE_URL'))
      .flatMap(settingLines),
  ];
  return lines.some((line) => !line.trim().startsWith('#')) ? ['    env:', ...lines] : lines;
}

function settingLines({ variable, value, isLocal }: JobSetting): string[] {
  const warning =
    '      # A runner has only what is checked out or fetched by a step before: put it there, or name a place in S3.';
  return [...(isLocal ? [warning] : []), `      ${variable}: ${scalar(oneLine(variable, value))}`];
}

function awsLines({ aws, settings }: Job): string[] {
  if (aws !== 'role') return [];
  const region = settings.find(({ variable }) => REGIONS.includes(variable))?.value;
  return [
    '      # The role of the runner (not that of Redshift): it trusts token.actions.githubusercontent.com for this repository',
    '      # only, and may list and read the sources, and write below WORK_URI. Its ARN is a variable of the repository.',
    '      - uses: aws-actions/configure-aws-credentials@v6',
    '        with:',
    `          role-to-assume: ${expression('vars.AWS_ROLE_ARN')}`,
    `          aws-region: ${region === undefined ? expression('vars.AWS_REGION') : scalar(oneLine('AWS_REGION', region))}`,
  ];
}

function logRemark(job: Job): string[] {
  if (settingOf(job, 'LOG_FILE') === undefined) return [];
  return [
    '      # LOG_FILE names a place of that machine; a runner has its log in the workspace, and it is kept below.',
  ];
}

/** WAIT and RUN_TIMEOUT are among the variables, if they are set. */
function flagLines(job: Job): string[] {
  const flags = [...usualFlags(job, 'WAIT'), ['--log-file', logName(job)]];
  return flags.map((flag) => `            ${flag.join('=')}`);
}

function secretLines({ secrets, warehouse, aws }: Job): string[] {
  const isAws = (name: string) => name.startsWith('AWS_') && name !== 'AWS_ENDPOINT_URL_S3';
  const needed = [
    ...(warehouse.dialect !== 'duckdb' && warehouse.needsPassword ? ['WAREHOUSE_PASSWORD'] : []),
    ...secretNames(secrets).filter((name) => !isAws(name)),
    ...(aws === 'keys' ? AWS_KEYS : []),
    'NOTIFY_URL',
  ];
  return [
    '        # Secrets of the repository; one that is not there counts as not set.',
    '        env:',
    ...[...new Set(needed)].map((name) => `          ${name}: ${expression(`secrets.${name}`)}`),
  ];
}
