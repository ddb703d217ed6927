import { parseEndpoint, parseInteger, parseSwitch } from './parse.ts';
import { setting } from './setting.ts';

/** How S3 is reached. */
export const S3 = {
  s3Endpoint: setting({
    group: 'S3',
    variable: 'AWS_ENDPOINT_URL_S3',
    flag: '--s3-endpoint',
    argument: '<url>',
    description: 'S3-compatible server to use instead of AWS',
    parse: parseEndpoint,
  }),
  s3PathStyle: setting({
    group: 'S3',
    variable: 'S3_FORCE_PATH_STYLE',
    flag: '--s3-path-style',
    description: 'address buckets by path; without it, done wherever an endpoint is given',
    parse: parseSwitch,
  }),
  s3Unsigned: setting({
    group: 'S3',
    variable: 'S3_NO_SIGN_REQUEST',
    flag: '--s3-no-sign-request',
    description: 'read public buckets without credentials',
    fallback: 'false',
    parse: parseSwitch,
  }),
  s3Concurrency: setting({
    group: 'S3',
    variable: 'S3_CONCURRENCY',
    flag: '--s3-concurrency',
    argument: '<n>',
    description: 'requests to S3 under way at once',
    fallback: '64',
    parse: (text) => parseInteger(text, 1, 512),
  }),
} as const;
