import type { ErrorRule } from './error-rule.ts';

const PASSWORD = 'check user and password: WAREHOUSE_URL, WAREHOUSE_PASSWORD or PGPASSWORD, or ~/.pgpass';
const NOT_LET_IN = 'its pg_hba.conf does not let this user in from here';
const AGAIN = 'run the same command again; nothing of this step was kept';

/** A connection that breaks, or a server that goes away. */
export const LOSS_RULES: readonly ErrorRule[] = [
  {
    code: /^(ECONNRESET|EPIPE|ECONNABORTED)$/,
    kind: 'warehouse',
    says: 'the connection was lost',
    hint: AGAIN,
    isTransient: 'always',
  },
  { text: /^connection given up/, kind: 'warehouse', hint: AGAIN, isTransient: 'always' },
  {
    text: /^Connection terminated|encountered a connection error|^Client was closed/,
    kind: 'warehouse',
    says: 'the connection was lost',
    hint: AGAIN,
    isTransient: 'always',
  },
  { code: /^57P0[1-5]$/, kind: 'warehouse', hint: AGAIN, isTransient: 'always' },
  { code: /^25P0[34]$/, kind: 'warehouse', hint: AGAIN, isTransient: 'always' },
  { code: /^08(000|001|003|004|006)$/, kind: 'warehouse', hint: AGAIN, isTransient: 'always' },
  {
    code: /^53300$/,
    kind: 'warehouse',
    hint: 'wait until others have left, or raise max_connections',
    isTransient: 'always',
  },
];

/** What a server says by SQLSTATE. */
export const SERVER_RULES: readonly ErrorRule[] = [
  { code: /^40(001|P01)$/, kind: 'warehouse', hint: AGAIN, isTransient: 'always' },
  {
    code: /^57014$/,
    kind: 'warehouse',
    hint: 'raise STATEMENT_TIMEOUT if statements need longer',
    isTransient: 'always',
  },
  { code: /^28P01$/, kind: 'usage', hint: PASSWORD },
  {
    code: /^28/,
    text: /no encryption|SSL off/,
    kind: 'usage',
    hint: `the server may want TLS: ?sslmode=verify-full in WAREHOUSE_URL; or ${NOT_LET_IN}`,
  },
  { code: /^28/, kind: 'usage', hint: `${PASSWORD}; or ${NOT_LET_IN}` },
  { code: /^3D000$/, kind: 'usage', hint: 'create the database, or name another one in WAREHOUSE_URL' },
  { code: /^3F000$/, kind: 'usage', hint: 'create the schema, or name another one in WAREHOUSE_URL' },
  {
    code: /^(25006|57P06)$/,
    kind: 'usage',
    hint: 'this server lets nobody write: name the primary, not a replica, in WAREHOUSE_URL',
  },
  { code: /^42501$/, kind: 'warehouse', hint: 'grant the user the right that is missing, or log in as another' },
  { code: /^42P01$/, kind: 'missingStep', hint: 'create the tables first: sparkify-etl create-tables' },
  {
    code: /^42(703|804|P10)$/,
    kind: 'warehouse',
    hint: 'the tables may have been made by another version of this tool',
  },
  { code: /^(53100|58030)$/, kind: 'warehouse', hint: "make room on the server's disk and run the same command again" },
  {
    code: /^53/,
    kind: 'warehouse',
    hint: 'the server is short of resources: load fewer days at a time (--from, --to)',
  },
  { code: /^2[23]/, kind: 'badData', hint: 'look at the value that is named, and mend the file that it comes from' },
];
