import { describe, expect, it } from 'vitest';
import { tablesIn } from '../../src/checks/tables-in.ts';

describe('the tables of a query', () => {
  it.each<[string, readonly string[]]>([
    ['select 1', []],
    ['select count(*) from songplays', ['songplays']],
    ['SELECT * FROM SongPlays p JOIN users u USING (user_id)', ['songplays', 'users']],
    ['select * from b join a on a.x = b.x left join b c on true', ['b', 'a']],
    ['select * from a, b x, c where f(a, b) in (1, d)', ['a', 'b', 'c']],
    ['select a, b from t order by a, b', ['t']],
    ['select * from DWH."songplays", "My ""T"" able"', ['dwh.songplays', '"My ""T"" able"']],
    ['select (select max(x) from a), b from c', ['a', 'c']],
    ['select * from (select * from a) s, b', ['a', 'b']],
    ['select * from (a join b on true), c', ['a', 'b', 'c']],
    ['select * from a where x in (select x from b) and y > 1', ['a', 'b']],
    ['select 1 from a union all select 2 from b', ['a', 'b']],
    ['with x as (select * from a), y (k) as materialized (select 1 from x) select * from y, b', ['a', 'b']],
    ['select * from generate_series(1, 3) n, a, unnest(b) u', ['a']],
    ['select * from (values (1, 2)) v (a, b)', []],
    ['select * from a, lateral (select * from b) l', ['a', 'b']],
    ["select extract(hour from start_time), trim(both 'x' from name) from time", ['time']],
    ['select * from a where x is distinct from y and z is not distinct from w', ['a']],
    ['select * from a join b on a.x is distinct from b.x, c', ['a', 'b', 'c']],
    ["select 'from x' from /* from y */ a -- from z", ['a']],
  ])('%j: %j', (sql, tables) => {
    expect(tablesIn(sql)).toEqual(tables);
  });
});
