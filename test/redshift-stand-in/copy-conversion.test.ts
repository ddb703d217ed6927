import { beforeEach, describe, expect, it } from 'vitest';
import { fail, load } from '../support/redshift/copy/load-case.ts';
import type { CopyContext } from '../support/redshift/copy/types.ts';
import { clearLog, useCopy } from '../support/redshift/copy/use-copy.ts';

const bench = await useCopy('b');
const { database } = bench;
beforeEach(() => database.query('drop table if exists t'));

/** What a value becomes in a column, as text; or the code and reason why it is not loaded. */
async function convert(
  type: string,
  json: string,
  clauses = '',
  changes: Partial<CopyContext> = {},
): Promise<string | null> {
  await database.query('drop table if exists t');
  const { rows } = await load(bench, { table: `a ${type}`, data: `{"a":${json}}`, clauses, changes }).catch(
    async (error) => {
      const [log] = await database.query('select error_code, error_message from redshift.load_errors');
      await clearLog(database);
      if (log === undefined) throw error;
      return { rows: [[`${log.error_code} ${log.error_message}`]] };
    },
  );
  const [value] = rows[0] ?? [];
  return value === null ? null : value instanceof Date ? value.toISOString() : String(value);
}

describe('conversion', () => {
  it.each([
    // Text.
    ['varchar(9)', '"a\\tb\\\\\\n"', 'a\tb\\\n'],
    ['varchar(9)', '""', ''],
    ['varchar(9)', '" "', ' '],
    ['varchar(9)', '12.50', '12.50'],
    ['varchar(9)', 'true', 'true'],
    ['varchar(9)', '{"x": 1}', '{"x": 1}'],
    ['varchar(9)', '[1, "é"]', '[1, "é"]'],
    ['varchar(9)', '"\\\\N"', '\\N'],
    ['varchar(4)', '"éé"', 'éé'],
    ['varchar(3)', '"éé"', '1204 String length exceeds DDL length'],
    ['varchar(3)', '"ab  "', '1204 String length exceeds DDL length'],
    [
      'varchar(9)',
      '"x\\ud834"',
      '1220 String contains invalid or unsupported UTF-8 codepoints. Bad UTF-8 hex sequence: ed a0 b4 (error 5)',
    ],
    ['char(3)', '"a"', 'a  '],
    ['char(3)', '"abcd"', '1204 Char length exceeds DDL length'],
    [
      'char(3)',
      '"é"',
      '1220 Multibyte character not supported for CHAR (Hint: Try using VARCHAR). Invalid char: c3 a9',
    ],
    // Whole numbers.
    ['int', '"12"', '12'],
    ['int', '-2147483648', '-2147483648'],
    ['int', '""', null],
    ['int', '" \\t"', null],
    ['int', 'null', null],
    ['int', '"abc"', "1207 Invalid digit, Value 'a', Pos 0, Type: Integer"],
    ['bigint', '1541121934796.0', "1207 Invalid digit, Value '.', Pos 13, Type: Long"],
    ['smallint', '"1 "', "1207 Invalid digit, Value ' ', Pos 1, Type: Short"],
    ['int', 'true', "1207 Invalid digit, Value 't', Pos 0, Type: Integer"],
    ['int', '2147483648', "1222 Overflow, Value '2147483648', Type: Integer"],
    ['bigint', '9007199254740993', '9007199254740992'],
    ['bigint', '"9007199254740993"', '9007199254740993'],
    // Others.
    ['float8', '218.93179', '218.93179'],
    ['float8', '"1e3"', '1000'],
    ['float8', '"long"', "1208 Invalid digit, Value 'l', Pos 0, Type: Double"],
    ['float8', '1e999', "1208 Overflow, Value '1e999', Type: Double"],
    ['numeric(5,2)', '1.239', '1.23'],
    ['numeric(5,2)', '-0.5e1', '-5.00'],
    ['numeric(5,0)', '1.9', '1'],
    ['numeric(5,2)', '1000', "1209 Overflow, Value '1000', Type: Decimal"],
    ['numeric(5,2)', '"1,5"', "1207 Invalid digit, Value ',', Pos 1, Type: Decimal"],
    ['boolean', 'true', 'true'],
    ['boolean', '"N"', 'false'],
    ['boolean', '2', '1210 Unknown boolean format'],
    ['int not null', 'null', '1213 Missing data for not-null field'],
    ['int not null', '""', '1213 Missing data for not-null field'],
    ['varchar(9) not null', '""', ''],
  ])('%s takes %s as %s', async (type, json, expected) => expect(await convert(type, json)).toBe(expected));

  it.each([
    ['varchar(3)', '"éé"', 'truncatecolumns', 'é'],
    ['varchar(3)', '"ab  "', 'trimblanks', 'ab'],
    ['varchar(9)', '""', 'emptyasnull', null],
    ['varchar(9)', '" "', 'emptyasnull', ' '],
    ['varchar(9)', '" \\t"', 'blanksasnull', null],
    ['varchar(9)', '"x\\ud834y"', 'acceptinvchars', 'x???y'],
    ['varchar(9)', '"x\\ud834y"', "acceptinvchars as '^'", 'x^^^y'],
    ['numeric(5,2)', '1.239', 'roundec', '1.24'],
    ['date', '"15.11.2018"', "dateformat 'DD.MM.YYYY'", '2018-11-15'],
    ['date', '"2018-11-31"', "dateformat 'auto' acceptanydate", null],
    ['date', '"never"', '', '1205 Invalid date format or value [YYYY-MM-DD]'],
    ['timestamp', '"2018-11-15 00:30:26.796"', '', '2018-11-15 00:30:26.796'],
    ['timestamp', '1542241826796', '', '1206 Invalid timestamp format or value [YYYY-MM-DD HH:MI:SS]'],
    ['timestamp', '1542241826796', "timeformat 'auto'", '1206 Invalid timestamp format or value [auto]'],
    ['timestamp', '"2018-11-15T00:30:26Z"', "timeformat 'auto'", '2018-11-15 00:30:26'],
    ['timestamp', '"Nov 15, 18 1:05 PM"', "timeformat 'MON DD, YY HH12:MI PM'", '2018-11-15 13:05:00'],
    ['timestamp', '1542241826796', "timeformat 'epochmillisecs'", '2018-11-15 00:30:26.796'],
    ['timestamp', '"1542241826"', "timeformat 'epochsecs'", '2018-11-15 00:30:26'],
    [
      'timestamp',
      '1542241826796.5',
      "timeformat 'epochmillisecs'",
      '1206 Invalid timestamp format or value [epochmillisecs]',
    ],
    [
      'timestamp',
      '"2018-11-15 00:30:26"',
      "timeformat 'epochmillisecs'",
      '1206 Invalid timestamp format or value [epochmillisecs]',
    ],
    [
      'timestamp',
      '253402300800000',
      "timeformat 'epochmillisecs'",
      '1206 Invalid timestamp format or value [epochmillisecs]',
    ],
  ])('%s takes %s with %s as %s', async (type, json, clauses, expected) => {
    const value = await convert(type, json, clauses);
    const [shown] = await database.query('select a::text from t');
    expect(shown?.a === undefined ? value : (shown.a as string | null)?.trimEnd()).toEqual(
      expected === ' ' ? '' : (expected ?? undefined),
    );
  });

  it('of fractions to whole numbers can be allowed', async () => {
    const changes = { behaviour: { fractionsForIntegers: 'truncate' } } as const;
    expect(await convert('bigint', '1541121934796.0', '', changes)).toBe('1541121934796');
    expect(await convert('bigint', '"1e3"', '', changes)).toBe('1000');
  });

  it('of bytes that are no UTF-8 fails too', async () => {
    const data = Buffer.from('{"a":"Kl\xf6ma"}', 'latin1');
    const { log } = await fail(bench, { table: 'a varchar(9)', data });
    expect(log).toMatchObject([
      {
        error_code: 1220,
        error_message: expect.stringMatching(/Bad UTF-8 hex sequence: f6 \(error 7\)$/),
        position: 2,
      },
    ]);
  });
});
