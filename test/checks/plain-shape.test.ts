import { describe, expect, it } from 'vitest';
import { plainShape } from '../../src/checks/plain-shape.ts';

describe('the plain shape', () => {
  it.each([
    ["select * from users where level not in ('free', 'paid')", 'users', '', "level not in ('free', 'paid')"],
    [
      "select a, b from songplays\nwhere log_date between :'first_day' and :'last_day'\n  and (level is null or user_id is null)",
      'songplays',
      "log_date between :'first_day' and :'last_day'",
      '(level is null or user_id is null)',
    ],
    [
      "select t.hour from time as t where t.hour between 0 and 23 and t.day > 31 and t.start_time >= :'first_day'",
      'time',
      "t.start_time >= :'first_day'",
      't.hour between 0 and 23 and t.day > 31',
    ],
    [
      'select cast(a as varchar(10)) as a from songs where case when x and y then 1 else 0 end = 1 and year > 0',
      'songs',
      '',
      'case when x and y then 1 else 0 end = 1 and year > 0',
    ],
    ['select a from songs where a = 1 or b = 2', 'songs', '', 'a = 1 or b = 2'],
    [
      'select a from songs where exists (select 1 from artists group by b)',
      'songs',
      '',
      'exists (select 1 from artists group by b)',
    ],
  ])('is seen in %s', (text, table, scope, condition) => {
    expect(plainShape(text)).toMatchObject({ table, scope, condition });
  });

  it.each([
    'select a from songs',
    "select a from songplays where log_date between :'first_day' and :'last_day'",
    'select count(*) from songs where a is null having count(*) > 0',
    'select max(year) from songs where year > 2020',
    'select my_aggregate(year) from songs where year > 2020',
    'select distinct a from songs where a is null',
    'select a from songs, artists where a = b',
    'select s.a from songs s join artists r on r.b = s.a where r.b is null',
    'select a from (select 1 as a) s where a = 1',
    'select a from other.songs where a = 1',
    'select a from songs where a = 1 union select b from artists where b = 1',
    'select a from songs where a = 1 group by a',
    'select a from songs where a = 1 order by a limit 3',
    'with s as (select 1 as a) select a from s where a = 1',
    'select a, row_number() over (order by a) from songs where a = 1',
  ])('is not seen in %s', (text) => {
    expect(plainShape(text)).toBeUndefined();
  });

  it('does not take an OR beside the days for a condition of its own', () => {
    const shape = plainShape("select a from songplays where log_date = :'first_day' and a = 1 or b = 2");
    expect(shape).toBeUndefined();
  });
});
