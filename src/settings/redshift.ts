import { parseName, parseRegion, parseRole, parseSecretArn, parseSwitch, parseWorkUri } from './parse.ts';
import { setting } from './setting.ts';

/** How to log in to Redshift, and how its COPY reads S3. */
export const REDSHIFT = {
  redshiftCluster: setting({
    group: 'Redshift',
    variable: 'REDSHIFT_CLUSTER',
    flag: '--redshift-cluster',
    argument: '<id>',
    description: 'provisioned cluster to log in to by IAM instead of a password',
    parse: (text) => parseName(text, 'a cluster identifier'),
  }),
  redshiftWorkgroup: setting({
    group: 'Redshift',
    variable: 'REDSHIFT_WORKGROUP',
    flag: '--redshift-workgroup',
    argument: '<name>',
    description: 'Serverless workgroup to log in to by IAM instead of a password',
    parse: (text) => parseName(text, 'a workgroup name'),
  }),
  redshiftSecretArn: setting({
    group: 'Redshift',
    variable: 'REDSHIFT_SECRET_ARN',
    flag: '--redshift-secret-arn',
    argument: '<arn>',
    description: 'secret of AWS Secrets Manager that holds user and password',
    parse: parseSecretArn,
  }),
  iamRole: setting({
    group: 'Redshift',
    variable: 'IAM_ROLE',
    flag: '--iam-role',
    argument: '<arn>',
    description:
      'role with which Redshift reads S3: default, an ARN, or ARNs with commas, each assumed by the one before',
    parse: parseRole,
  }),
  copyWithKeys: setting({
    group: 'Redshift',
    variable: 'COPY_WITH_KEYS',
    flag: '--copy-with-keys',
    description: 'let Redshift read S3 with the AWS keys of the environment instead of a role',
    fallback: 'false',
    parse: parseSwitch,
  }),
  copyRegion: setting({
    group: 'Redshift',
    variable: 'COPY_REGION',
    flag: '--copy-region',
    argument: '<region>',
    description: 'region of the buckets that Redshift reads; without it that of the S3 client',
    parse: parseRegion,
  }),
  workUri: setting({
    group: 'Redshift',
    variable: 'WORK_URI',
    flag: '--work-uri',
    argument: '<uri>',
    description: 's3:// place for manifests and packed files that Redshift reads; emptied after each load',
    parse: parseWorkUri,
  }),
} as const;
