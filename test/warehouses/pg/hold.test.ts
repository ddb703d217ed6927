import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openTestServer, sql } from '../../support/pg-layer.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';

const database = await createTestDatabase();
const IDLE_MS = 1000;

describe('a connection that holds a lock', () => {
  it.each([
    ['idle_session_timeout', 'select 1'],
    ['idle_in_transaction_session_timeout', 'begin'],
  ])('is not idle for as long as %s allows', async (setting, first) => {
    const login = { options: `-c ${setting}=${IDLE_MS}` };
    const server = openTestServer(database, { login, timing: { keepAliveMs: 100 } });
    const held = await server.hold();
    await held.execute(sql(first));
    await sleep(2.5 * IDLE_MS);
    expect(held.lost.aborted).toBe(false);
    expect((await held.execute(sql('select 1 as one')))[0]?.rows).toEqual([{ one: 1 }]);
    await held.close();
  });

  it('is given up when its transaction has failed: the lock went with that', async () => {
    const held = await openTestServer(database, { timing: { keepAliveMs: 100 } }).hold();
    await held.execute(sql('begin'));
    await expect(held.execute(sql('select 1 / 0'))).rejects.toThrow('division by zero');
    await expect.poll(() => held.lost.aborted, { timeout: 5000 }).toBe(true);
    expect(held.lost.reason).toMatchObject({ kind: 'warehouse', isTransient: true });
    await held.end();
  });

  it.each(['close', 'end'] as const)('is sent nothing more after its %s', async (leave) => {
    const sent: string[] = [];
    const proxy = await startTcpProxy(database);
    proxy.setFault((text) => {
      sent.push(text);
      return undefined;
    });
    const held = await openTestServer(database, { via: proxy, timing: { keepAliveMs: 20 } }).hold();
    await expect.poll(() => sent.some((text) => text.includes('select 1')), { timeout: 5000 }).toBe(true);
    await held[leave]();
    const before = sent.length;
    await sleep(200);
    expect(sent).toHaveLength(before);
    await proxy.stop();
  });
});
