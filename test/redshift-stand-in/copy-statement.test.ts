import { describe, expect, it } from 'vitest';
import { parseCopy } from '../support/redshift/copy/parse.ts';
import { RedshiftError } from '../support/redshift/error.ts';

const ROLE = 'arn:aws:iam::123456789012:role/reader';
const COPY = `copy t from 's3://b/p' iam_role '${ROLE}' json`;

const refusal = (sql: string) => {
  try {
    parseCopy(sql);
  } catch (error) {
    if (error instanceof RedshiftError) return { code: error.code, message: error.message, ...error.fields };
    throw error;
  }
  throw new Error(`not refused: ${sql}`);
};

describe('table, columns and source', () => {
  it('are folded to lower case, quoted or not', () => {
    const { schema, table, columns } = parseCopy(`${COPY.replace(' t ', ' "Sales".Events (A, "B", c) ')} 'auto'`);
    expect({ schema, table, columns }).toEqual({ schema: 'sales', table: 'events', columns: ['a', 'b', 'c'] });
  });

  it('are a bucket and a key prefix, as they are written', () => {
    expect(parseCopy(COPY.replace("'s3://b/p'", "'s3://b/it''s/a b=\\\\c'")).source).toEqual({
      bucket: 'b',
      key: "it's/a b=\\c",
    });
    expect(parseCopy(COPY.replace("'s3://b/p'", "'s3://b'")).source).toEqual({ bucket: 'b', key: '' });
  });
});

describe('authorization', () => {
  const authorization = (clause: string) => parseCopy(`copy t from 's3://b/p' ${clause} json`).authorization;
  const keys = { kind: 'keys', id: 'AK', secret: 'S=/+', token: undefined };

  it.each([
    ['iam_role default', { kind: 'default-role' }],
    [`IAM_ROLE '${ROLE}'`, { kind: 'roles', chain: [ROLE] }],
    [`iam_role '${ROLE},${ROLE}2'`, { kind: 'roles', chain: [ROLE, `${ROLE}2`] }],
    [`credentials 'aws_iam_role=${ROLE}'`, { kind: 'roles', chain: [ROLE] }],
    ["access_key_id 'AK' secret_access_key 'S=/+'", keys],
    ["secret_access_key 'S=/+' session_token 'T' access_key_id 'AK'", { ...keys, token: 'T' }],
    ["with credentials as 'aws_access_key_id=AK;aws_secret_access_key=S=/+'", keys],
    ["credentials 'aws_access_key_id=AK;aws_secret_access_key=S=/+;token=T'", { ...keys, token: 'T' }],
  ])('%s', (clause, expected) => expect(authorization(clause)).toEqual(expected));

  it.each([
    ['', 'CREDENTIALS argument is required but not supplied'],
    [`iam_role '${ROLE}, ${ROLE}2'`, `Invalid IAM role ARN: ${ROLE}, ${ROLE}2`],
    ["iam_role 'reader'", 'Invalid IAM role ARN: reader'],
    ["access_key_id 'AK'", 'ACCESS_KEY_ID and SECRET_ACCESS_KEY must both be specified'],
    ["credentials 'AWS_IAM_ROLE=x'", expect.stringMatching(/^Invalid credentials. Must be of the format/)],
    ["credentials 'aws_access_key_id=AK; aws_secret_access_key=S'", expect.stringMatching(/^Invalid credentials/)],
  ])('%s is refused', (clause, message) => {
    expect(refusal(`copy t from 's3://b/p' ${clause} json`)).toMatchObject({ code: 'XX000', message });
  });

  it('is there once', () => {
    expect(refusal(`${COPY} access_key_id 'A' secret_access_key 'B'`)).toMatchObject({
      code: '0A000',
      routine: 'DoCopy',
    });
    expect(refusal(`${COPY} iam_role default`)).toMatchObject({ code: '42601' });
  });
});

describe('format', () => {
  const json = (clause: string) => parseCopy(`copy t from 's3://b/p' iam_role default ${clause}`).json;

  it.each([
    ['json', { kind: 'auto', ignoreCase: false }],
    ["FORMAT AS JSON 'auto'", { kind: 'auto', ignoreCase: false }],
    ["format json as 'auto ignorecase'", { kind: 'auto', ignoreCase: true }],
    ["json 's3://b/paths.json'", { kind: 'paths', file: { bucket: 'b', key: 'paths.json' } }],
  ])('%s', (clause, expected) => expect(json(clause)).toEqual(expected));

  it.each([
    'csv',
    "delimiter ','",
    'escape',
    'fillrecord',
    "fixedwidth 'a:1'",
    'ignoreblanklines',
    "null as ''",
    'readratio 5',
    'removequotes',
  ])('JSON does not go with %s', (clause) => {
    expect(refusal(`${COPY} ${clause}`)).toMatchObject({ code: '0A000', routine: 'DoCopy' });
  });

  it.each(['csv', 'parquet', '', "json 'noshred'"])('%s alone is said not to be imitated', (clause) => {
    expect(refusal(`copy t from 's3://b/p' iam_role default ${clause}`).message).toContain('does not imitate');
  });
});

describe('options', () => {
  const { options } = parseCopy(COPY);

  it('have defaults', () => {
    expect(options).toMatchObject({
      failsAtErrors: 1,
      timeFormat: 'YYYY-MM-DD HH:MI:SS',
      manifest: false,
      gzip: false,
    });
  });

  it('stand in any order, also before authorization and format, with AS or without', () => {
    // biome-ignore format: a list is easier to read in lines
    const clauses = [
      'gzip', 'manifest', "region as 'us-west-2'", 'maxerror as 7', "timeformat 'epochmillisecs'", "dateformat as 'auto'",
      "acceptinvchars as '^'", 'compupdate off', 'statupdate on', 'comprows 5', 'truncatecolumns', 'emptyasnull', 'noload',
      'blanksasnull', 'trimblanks', 'roundec', 'acceptanydate', 'encoding utf8', "json 'auto'", 'iam_role default',
    ];
    const forth = parseCopy(`copy t from 's3://b/p' ${clauses.join(' ')};`);
    const loud = clauses.map((clause) => clause.replace(/^[^']+/, (words) => words.toUpperCase())).toReversed();
    const back = parseCopy(`COPY t FROM 's3://b/p'\n${loud.join("\n-- it's\n/* a /* ' */ */ ")}`);
    expect(back).toEqual(forth);
    expect(forth.options).toEqual({
      manifest: true,
      gzip: true,
      region: 'us-west-2',
      failsAtErrors: 7,
      timeFormat: 'epochmillisecs',
      dateFormat: 'auto',
      invalidCharacter: '^',
      noLoad: true,
      explicitIds: false,
      acceptAnyDate: true,
      blanksAsNull: true,
      emptyAsNull: true,
      truncateColumns: true,
      trimBlanks: true,
      roundDecimals: true,
    });
  });

  it('MAXERROR 0 and 1 both fail at the first error', () => {
    for (const n of [0, 1]) expect(parseCopy(`${COPY} maxerror ${n}`).options.failsAtErrors).toBe(1);
    expect(refusal(`${COPY} maxerror 100001`).message).toBe('MAXERROR must be between 0 and 100000');
    expect(refusal(`${COPY} ignoreallerrors maxerror 1`)).toMatchObject({ code: '0A000' });
    expect(parseCopy(`${COPY} ignoreallerrors`).options.failsAtErrors).toBe(Number.POSITIVE_INFINITY);
  });

  it.each(['bzip2', 'zstd', 'encrypted', 'ignoreheader 1', 'encoding utf16'])(
    '%s is said not to be imitated',
    (clause) => {
      expect(refusal(`${COPY} ${clause}`)).toMatchObject({
        code: '0A000',
        message: expect.stringContaining('not imitate'),
      });
    },
  );
});

describe('what is no COPY', () => {
  it.each([
    [`${COPY} gzp`, 'syntax error at or near "gzp"'],
    [`${COPY} gzip gzip`, 'conflicting or redundant options'],
    [`${COPY} maxerror 'x'`, `syntax error at or near "'x'"`],
    [`${COPY} constructor`, 'syntax error at or near "constructor"'],
    [`${COPY}; select 1`, 'syntax error at or near ";"'],
    ['copy t', 'syntax error at end of input'],
    ['copy t from stdin', 'syntax error at or near "stdin"'],
    ['copy t () from', 'syntax error at or near ")"'],
    ['copy t from $1 iam_role default json', 'syntax error at or near "$1"'],
    ["copy t from 's3://b/p", `unterminated quoted string at or near "'s3://b/p"`],
  ])('%s', (sql, message) => expect(refusal(sql)).toMatchObject({ code: '42601', message }));
});
