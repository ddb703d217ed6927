import { syntaxError } from '../error.ts';

/** Reserved on Redshift and free in PostgreSQL. */
const RESERVED = new Set([
  ...[
    'aes128',
    'aes256',
    'backup',
    'blanksasnull',
    'bytedict',
    'credentials',
    'defrag',
    'delta',
    'delta32k',
    'disable',
  ],
  ...['emptyasnull', 'enable', 'encode', 'encrypt', 'explicit', 'globaldict', 'gzip', 'identity', 'ignore', 'language'],
  ...[
    'luns',
    'lzo',
    'minus',
    'mostly8',
    'mostly16',
    'mostly32',
    'new',
    'off',
    'offline',
    'old',
    'oid',
    'open',
    'parallel',
  ],
  ...[
    'partition',
    'percent',
    'permissions',
    'raw',
    'readratio',
    'recover',
    'rejectlog',
    'resort',
    'respect',
    'restore',
  ],
  ...[
    'snapshot',
    'start',
    'sysdate',
    'system',
    'tag',
    'tdes',
    'text255',
    'text32k',
    'timestamp',
    'top',
    'truncatecolumns',
  ],
  ...['wallet', 'without', 'connect', 'allowoverwrite'],
]);

/** @see https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html */
export function refuseReservedName(name: string, isQuoted: boolean): void {
  if (!isQuoted && RESERVED.has(name)) throw syntaxError(name, 'It is a reserved word of Redshift: quote it.');
}
