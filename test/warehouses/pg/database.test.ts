import { expect, it } from 'vitest';
import { createTestDatabase } from '../../support/postgres.ts';

const one = await createTestDatabase();
const other = await createTestDatabase();

it('gives each caller a database of its own', async () => {
  await one.query('create table mine (n int); insert into mine values (1)');
  await expect(one.query('select n from mine where n = $1', [1])).resolves.toEqual([{ n: 1 }]);
  await expect(other.query('select n from mine')).rejects.toThrow('relation "mine" does not exist');
  await expect(one.query('select current_database() as name')).resolves.toEqual([{ name: one.database }]);
});
