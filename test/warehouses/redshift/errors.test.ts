import { describe, expect, it } from 'vitest';
import type { EtlError } from '../../../src/core/errors.ts';
import { EVENTS } from '../../../src/records/events.ts';
import { SONGS } from '../../../src/records/songs.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import type { PgServer, ServerError, StatementResult } from '../../../src/warehouses/pg/types.ts';
import { PartMap } from '../../../src/warehouses/redshift/copy/part-map.ts';
import { explainLoad, rejectOf } from '../../../src/warehouses/redshift/errors/explain-load.ts';
import { fetchLoadErrors, type LoadError } from '../../../src/warehouses/redshift/errors/load-errors.ts';
import { isLoadFailure, REDSHIFT } from '../../../src/warehouses/redshift/errors/product.ts';

const WHERE = 'redshift://h/dev (copy incoming_events)';
const explain = (message: string, fields: Partial<ServerError> = {}) =>
  REDSHIFT.explain(Object.assign(new Error(message), fields), WHERE);

// Texts as they were seen, see the issues and pages that copy-errors.ts is about.
describe('what Redshift says is understood', () => {
  it.each([
    ["The specified S3 prefix '2017/02/18/11' does not exist", 'source', /begins with 2017\/02\/18\/11/, /COPY_REGION/],
    [
      'S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey,Rid 1,ExtRid 2,CanRetry 1',
      ...(['source', /gone when Redshift/, /again/] as const),
    ],
    [
      'S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket,Rid 1,CanRetry 1',
      ...(['source', /bucket does not exist/, /WORK_URI/] as const),
    ],
    [
      'Problem reading manifest file - S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey',
      ...(['source', /manifest/, /WORK_URI/] as const),
    ],
    [
      'COPY with MANIFEST parameter requires full path of an S3 object',
      ...(['source', /manifest/, /s3:GetObject/] as const),
    ],
    [
      'S3ServiceException:Access Denied,Status 403,Error AccessDenied,Rid 1',
      ...(['source', /does not let Redshift read/, /not that of this program/] as const),
    ],
    [
      'S3ServiceException:The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.,Status 301,Error PermanentRedirect',
      ...(['source', /another region/, /COPY_REGION/] as const),
    ],
    [
      'User arn:aws:redshift:us-west-2:1:dbuser:c/u is not authorized to assume IAM Role arn:aws:iam::1:role/r',
      ...(['source', /may not assume the role arn:aws:iam::1:role\/r /, /trust policy/] as const),
    ],
    [
      'Number of jsonpaths and the number of columns should match. JSONPath size: 12, Number of columns in table or column list: 13',
      ...(['usage', /size: 12/, /LOG_JSONPATH/] as const),
    ],
    ['Cannot COPY into nonexistent table incoming_events', 'warehouse', /incoming_events is gone/, /again/],
  ] as const)('%s', (message, kind, said, hint) => {
    const error = explain(message, { detail: '\n  ---\n  error:  x\n  context:   Listing bucket=b prefix=p\n  ---\n' });
    expect(error).toMatchObject({ kind, isTransient: false });
    expect(error?.message).toMatch(said);
    expect(error?.message).toContain(WHERE);
    expect(error?.hint).toMatch(hint);
    expect(error?.details).toEqual([`Redshift: ${message}`, 'context: Listing bucket=b prefix=p']);
  });

  it.each([
    ['1023', 'Serializable isolation violation on table - 119371, transactions forming the cycle are: 1, 2 (pid:3)'],
    ['could not complete because of conflict with concurrent transaction', undefined],
    ['could not open relation with OID 4711', undefined],
  ])('a conflict, which passes: %s', (message, detail) => {
    expect(explain(message, { detail })).toMatchObject({ kind: 'warehouse', isTransient: true });
  });

  it.each([
    [
      'S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown,Rid 1,CanRetry 1',
      /did not answer Redshift: Please reduce/,
    ],
    [
      'S3CurlException: aborted, CurlError 18, multiCurlError 0, CanRetry 1, UserError 0',
      /between Redshift and S3 broke/,
    ],
  ])('trouble between Redshift and S3, which passes: %s', (message, said) => {
    const error = explain(message);
    expect(error).toMatchObject({ kind: 'source', isTransient: true, details: [`Redshift: ${message}`] });
    expect(error?.message).toMatch(said);
  });

  it.each(['duplicate key', 'permission denied for relation songs', 'out of memory'])('not so: %s', (message) => {
    expect(explain(message)).toBeUndefined();
  });

  it.each([
    "Load into table 'x' failed.  Check 'stl_load_errors' system table for details.",
    "Load into table 'x' failed. Check 'sys_load_error_detail' system table for details. [ErrorId: 1-2]",
  ])('refused records: %s', (message) => {
    const error = explain(message);
    expect(error).toMatchObject({ kind: 'badData' });
    expect(isLoadFailure(error)).toBe(true);
    expect(isLoadFailure(explain('1023'))).toBe(false);
  });
});

const ERROR: LoadError = {
  ...{ file: 's3://b/log.json', line: 3, column: 'artist', type: 'varchar(1024)', value: 'x', code: 1204 },
  reason: 'String length exceeds DDL length',
};
const FAILURE = explain("Load into table 'x' failed.") as EtlError;

describe('a failed load', () => {
  it('shows each record, and each way to mend them once', () => {
    const errors = [
      ERROR,
      { ...ERROR, line: 4 },
      { ...ERROR, column: null, type: '', value: null, code: 1216, reason: 'too large' },
    ];
    const { details, hint, cause } = explainLoad(FAILURE, errors, EVENTS, undefined);
    expect(details).toEqual([
      's3://b/log.json:3: column artist varchar(1024): String length exceeds DDL length (1204): x',
      's3://b/log.json:4: column artist varchar(1024): String length exceeds DDL length (1204): x',
      's3://b/log.json:3: too large (1216)',
    ]);
    expect(hint?.match(/shorten the text/g)).toHaveLength(1);
    expect(hint).toMatch(/split the record/);
    expect(cause).toBe(FAILURE.cause);
  });

  it('of packed files names the original', () => {
    const parts = new PartMap();
    parts.add('s3://w/1.gz', [
      { line: 1, file: 's3://b/a.json', record: 1 },
      { line: 2, file: 's3://b/b.json', record: 4 },
    ]);
    const { details } = explainLoad(FAILURE, [{ ...ERROR, file: 's3://w/1.gz' }], SONGS, parts);
    expect(details[0]).toMatch(/^s3:\/\/b\/b\.json: record 5: column artist/);
  });

  it('of which nobody tells anything says so, and what the server said', () => {
    const { message, details, hint } = explainLoad(FAILURE, [], SONGS, undefined);
    expect(message).toBe(FAILURE.message);
    expect(details.join()).toMatch(/Load into table.*the system views tell nothing/);
    expect(hint).toMatch(/SYS_LOAD_ERROR_DETAIL/);
  });

  it('gives rejects, shortened', () => {
    expect(rejectOf({ ...ERROR, value: '☂'.repeat(500) }, SONGS)).toEqual({
      ...{ table: 'staging_songs', file: 's3://b/log.json', line: 3, column: 'artist' },
      ...{ value: `${'☂'.repeat(120)}…`, reason: ERROR.reason },
    });
  });
});

describe('the system views', () => {
  const catalog = openCatalog('redshift');
  const mark = { session: 7, since: '2018-11-15 00:30:26.796' };
  const row = {
    ...{
      file_name: 's3://b/a.json   ',
      line_number: '2',
      column_name: 'ts ',
      column_type: 'float8',
      column_length: '0',
    },
    ...{ error_code: 1208, reason: 'Invalid digit' },
  };
  const read = { file: 's3://b/a.json', line: 2, column: 'ts', type: 'float8', code: 1208, reason: 'Invalid digit' };

  /** A server with rows, or an error, for each of the views. */
  function serverWith(answers: Readonly<Record<string, readonly object[] | Error>>) {
    const asked: string[] = [];
    const aside: PgServer['aside'] = async ([statement]) => {
      const name = statement?.name ?? '';
      asked.push(statement?.sql ?? '');
      const answer = answers[name] ?? [];
      if (answer instanceof Error) throw answer;
      return [{ rows: answer, rowCount: undefined, notices: [] } as unknown as StatementResult];
    };
    return { server: { aside } as PgServer, asked };
  }

  it('are asked for this session since the beginning of this load', async () => {
    const { server, asked } = serverWith({ 'stage/load-errors': [row] });
    await fetchLoadErrors(server, catalog, mark, 20, 0);
    expect(asked).toHaveLength(2);
    for (const sql of asked)
      expect(sql).toMatch(/session\w* = 7 and start_?time >= '2018-11-15 00:30:26.796'[\s\S]*limit 20$/);
  });

  it.each<[string, Readonly<Record<string, readonly object[] | Error>>, string | null]>([
    [
      'both',
      { 'stage/load-errors': [row], 'stage/load-error-values': [{ ...row, value: 'soon  ', line: '{}' }] },
      'soon',
    ],
    [
      'a record without a value',
      { 'stage/load-errors': [row], 'stage/load-error-values': [{ ...row, value: '', line: '{"a' }] },
      '{"a',
    ],
    [
      'only the new one',
      { 'stage/load-errors': [row], 'stage/load-error-values': new Error('permission denied') },
      null,
    ],
    [
      'only the old one',
      { 'stage/load-errors': new Error('no'), 'stage/load-error-values': [{ ...row, value: 'x' }] },
      'x',
    ],
  ])('tell what they know: %s', async (_, answers, value) => {
    expect(await fetchLoadErrors(serverWith(answers).server, catalog, mark, 20, 0)).toEqual([{ ...read, value }]);
  });

  it('may fail or lag behind: they are asked again, and never throw', async () => {
    const { server, asked } = serverWith({ 'stage/load-errors': new Error('gone') });
    expect(await fetchLoadErrors(server, catalog, mark, 20, 0)).toEqual([]);
    expect(asked).toHaveLength(6);
  });
});
