import { Secret } from '../core/secret.ts';
import { parseWarehouseUrl } from '../warehouses/parse-url.ts';
import { parseDuration, parseInteger } from './parse.ts';
import { setting } from './setting.ts';

/** Which warehouse, and how patient to be with it. */
export const WAREHOUSE = {
  warehouse: setting({
    group: 'Warehouse',
    variable: 'WAREHOUSE_URL',
    flag: '--warehouse',
    argument: '<url>',
    description:
      'where the star schema goes: duckdb:FILE, postgres://user@host/database, redshift://user@host/database',
    fallback: 'duckdb:./sparkify.duckdb',
    parse: parseWarehouseUrl,
  }),
  warehousePassword: setting({
    group: 'Warehouse',
    variable: 'WAREHOUSE_PASSWORD',
    description: 'password of the user in WAREHOUSE_URL',
    parse: (text) => new Secret(text),
  }),
  statementTimeout: setting({
    group: 'Warehouse',
    variable: 'STATEMENT_TIMEOUT',
    flag: '--statement-timeout',
    argument: '<time>',
    description: 'how long a server may take for one statement: 90s, 30m, 2h; 0 for any time',
    fallback: '2h',
    parse: parseDuration,
  }),
  retries: setting({
    group: 'Warehouse',
    variable: 'RETRIES',
    flag: '--retries',
    argument: '<n>',
    description: 'how often a transaction is tried again after a lost connection, a conflict or a timeout',
    fallback: '3',
    parse: (text) => parseInteger(text, 0, 100),
  }),
  retryDelay: setting({
    group: 'Warehouse',
    variable: 'RETRY_DELAY',
    flag: '--retry-delay',
    argument: '<time>',
    description: 'wait before the second attempt: 10s, 5m; each further wait is twice as long',
    fallback: '10s',
    parse: parseDuration,
  }),
  wait: setting({
    group: 'Warehouse',
    variable: 'WAIT',
    flag: '--wait',
    argument: '<time>',
    description: 'how long to wait while another run has the warehouse: 10m',
    fallback: '0',
    parse: parseDuration,
  }),
} as const;
