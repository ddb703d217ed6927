import { beforeEach, describe, expect, it } from 'vitest';
import { fail, load } from '../support/redshift/copy/load-case.ts';
import { useCopy } from '../support/redshift/copy/use-copy.ts';

const bench = await useCopy('b');
const { database } = bench;
beforeEach(() => database.query('drop table if exists t'));

describe('errors', () => {
  const data = '{"a":1,"b":"x"}\n{"a":"w",\n"b":"two é\\u0000"\n}\nstray\n{"a":3,"b":"long"}{"a":4}';
  const table = 'a int, b varchar(3)';

  it('fail the load at the first, by default', async () => {
    const begun = bench.session().begun();
    const { error, log } = await fail(bench, { table, data });
    expect(error).toMatchObject({
      message: "Load into table 't' failed.  Check 'stl_load_errors' system table for details.",
      code: 'XX000',
      routine: 'DoCopy',
      line: '2426',
      file: '/home/ec2-user/padb/src/pg/src/backend/commands/commands_copy.c',
    });
    expect(error.detail).toBeUndefined();
    expect(log).toHaveLength(1);
    expect(bench.session().begun()).toBe(begun + 1);
  });

  it('are told in other words on Serverless', async () => {
    const { error } = await fail(bench, { table, data, changes: { serverless: true } });
    expect(error.message).toBe("Load into table 't' failed. Check 'sys_load_error_detail' system table for details.");
  });

  it('are logged with their place, and survive the rollback', async () => {
    const { log } = await fail(bench, { table, data, clauses: 'maxerror 3' });
    const shared = { user_id: 100, session_id: 4711, transaction_id: '17', slice: 0, file_name: 's3://b/data.json' };
    expect(log).toMatchObject([
      {
        ...shared,
        ...{
          line_number: '4',
          column_name: 'a',
          column_type: 'int4',
          column_length: '0',
          position: 0,
          start_offset: '16',
        },
        ...{ error_code: 1207, error_message: "Invalid digit, Value 'w', Pos 0, Type: Integer", raw_field_value: 'w' },
        raw_line: '{"a":"w",\n"b":"two é\\u0000"\n}',
      },
      {
        ...shared,
        ...{ line_number: '5', column_name: '', column_type: '', raw_line: 'stray', raw_field_value: '' },
        ...{ error_code: 1216, error_message: 'Invalid JSON format: Invalid value.' },
      },
      {
        ...shared,
        ...{ line_number: '6', column_name: 'b', column_type: 'varchar', column_length: '3', raw_field_value: 'long' },
        ...{ error_code: 1204, error_message: 'String length exceeds DDL length' },
      },
    ]);
    const loads = await database.query(
      'select status, loaded_rows, error_count, data_source, end_time is null as open from redshift.loads',
    );
    expect(loads).toEqual([
      { status: 'aborted', loaded_rows: '0', error_count: '3', data_source: 's3://b/data.json', open: false },
    ]);
    const details = await database.query(
      'select line_number, field, column_name, value, is_null from redshift.load_error_fields order by 1, 2',
    );
    expect(details).toEqual([
      { line_number: '4', field: 0, column_name: 'a', value: 'w', is_null: 0 },
      { line_number: '6', field: 0, column_name: 'a', value: '3', is_null: 0 },
      { line_number: '6', field: 1, column_name: 'b', value: 'long', is_null: 0 },
    ]);
  });

  it.each(['maxerror 4', 'ignoreallerrors'])('below the limit of %s are tolerated, and told of', async (clauses) => {
    const { loaded, notices, rows } = await load(bench, { table, data, clauses });
    expect(rows).toEqual([
      [1, 'x'],
      [4, null],
    ]);
    expect(loaded).toBe(2);
    expect(notices).toEqual([
      "Load into table 't' completed, 2 record(s) loaded successfully.",
      "Load into table 't' completed, 3 record(s) could not be loaded.  Check 'stl_load_errors' system table for details.",
    ]);
    expect(await database.query('select status, loaded_rows, error_count from redshift.loads')).toEqual([
      { status: 'completed', loaded_rows: '2', error_count: '3' },
    ]);
    expect(await database.query('select bytes_scanned, lines_scanned, errors from redshift.load_files')).toEqual([
      { bytes_scanned: String(Buffer.byteLength(data)), lines_scanned: 6, errors: 3 },
    ]);
  });

  it('by the thousand are all logged, and no more than 20 fields of them for each slice', async () => {
    const { notices } = await load(bench, { table, data: '{"a":"x"}\n'.repeat(1234), clauses: 'maxerror 2000' });
    expect(notices[1]).toContain(', 1234 record(s) could not be loaded.');
    const [counts] = await database.query(
      'select (select count(*) from redshift.load_errors) as errors, (select count(*) from redshift.load_error_fields) as fields',
    );
    expect(counts).toEqual({ errors: '1234', fields: '20' });
  });

  it('of an array at the root are told as Redshift does', async () => {
    const { log } = await fail(bench, { table, data: '[{"a":1},{"a":2}]' });
    expect(log).toMatchObject([
      { error_message: 'Invalid JSONPath format: Member is not an object.', column_name: '' },
    ]);
  });

  it('NOLOAD finds without loading', async () => {
    expect((await fail(bench, { table, data, clauses: 'noload' })).log).toHaveLength(1);
    expect(await load(bench, { table, data: '{"a":1}', clauses: 'noload' })).toMatchObject({ loaded: 0, rows: [] });
  });
});

it('what PostgreSQL refuses after all fails the load', async () => {
  const error = await load(bench, { table: 'a int check (a < 5)', data: '{"a":7}' }).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: '23514' });
  expect(await database.query('select status from redshift.loads')).toEqual([{ status: 'aborted' }]);
});
