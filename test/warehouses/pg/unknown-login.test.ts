import { expect, inject, it } from 'vitest';
import '../../support/postgres-setup.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { openServer } from '../../../src/warehouses/pg/server.ts';
import { REDSHIFT } from '../../../src/warehouses/redshift/errors/product.ts';
import { startRedshift } from '../../support/redshift/index.ts';

it('a login that pg does not know is an error that says what to do, not the end of the process', async () => {
  const redshift = await startRedshift({ postgres: inject('postgres'), login: 'sha256' });
  const { host, port, database, user, password } = redshift;
  const address = {
    schema: undefined,
    statementTimeoutMs: 0,
    sslMode: 'disable',
    sslRootCert: undefined,
    host,
  } as const;
  const login = async () => ({ host, port, database, user, password });
  const server = openServer(login, REDSHIFT, { location: 'here', catalog: openCatalog('redshift'), address });
  await expect(server.aside([{ name: 'x', sql: 'select 1', values: [] }])).rejects.toMatchObject({
    kind: 'usage',
    isTransient: false,
    hint: expect.stringContaining('md5'),
  });
  await server.close();
  await redshift.stop();
});
