import { describe, expect, inject, it } from 'vitest';
import '../../support/postgres-setup.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { openServer } from '../../../src/warehouses/pg/server.ts';
import { REDSHIFT } from '../../../src/warehouses/redshift/errors/product.ts';
import { type RedshiftServer, startRedshift } from '../../support/redshift/index.ts';
import { NEVER } from '../../support/warehouse.ts';

const TIMING = { watchAfterMs: 100, watchEveryMs: 100 };

function open({ host, port, database, user, password }: RedshiftServer) {
  const address = {
    schema: undefined,
    statementTimeoutMs: 0,
    sslMode: 'disable',
    sslRootCert: undefined,
    host,
  } as const;
  const login = async () => ({ host, port, database, user, password });
  const catalog = openCatalog('redshift');
  return openServer(login, REDSHIFT, { location: 'here', catalog, address, timing: TIMING });
}

describe.each([
  ['a provisioned cluster', false],
  ['a Serverless workgroup', true],
])('on %s', (_, serverless) => {
  it('a statement that has finished while its answer was lost is noticed, one that takes its time is waited for', async () => {
    const redshift = await startRedshift({ postgres: inject('postgres'), serverless });
    const server = open(redshift);
    const query = (name: string) => ({ name, sql: `select 1 as ${name}`, values: [] });
    redshift.faults.blackHole(/as lost_one/);
    const lost = server.transaction((session) => session.query(query('lost_one')), NEVER);
    await expect(lost).rejects.toMatchObject({ kind: 'warehouse', isTransient: true });

    const held = redshift.faults.hold(/as slow_one/);
    const slow = server.transaction((session) => session.query(query('slow_one')), NEVER);
    await held.reached;
    // Several times the interval after which it is asked.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    held.release();
    await expect(slow).resolves.toEqual([{ slow_one: 1 }]);
    await server.close();
    await redshift.stop();
  });
});
