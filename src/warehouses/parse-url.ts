import { Secret } from '../core/secret.ts';
import { type DuckDbTarget, type ServerAddress, SSL_MODES, type SslMode } from './target.ts';

/** What a URL says of a server; the rest comes from other settings. */
export interface ServerUrl {
  readonly dialect: 'postgres' | 'redshift';
  readonly address: Omit<ServerAddress, 'statementTimeoutMs'>;
}

export type WarehouseUrl = DuckDbTarget | ServerUrl;

const SCHEMES: Readonly<Record<string, ServerUrl['dialect']>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  redshift: 'redshift',
};
const FORMS = 'duckdb:FILE, postgres://user@host/database or redshift://user@host/database';
const PARAMETERS = ['host', 'schema', 'sslmode', 'sslrootcert'];
const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;
/** Holds nothing that could be a secret. */
const PLAIN = /^[\w./:-]*$/;
/** Names of this machine: what is sent to them does not leave it. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\]|\/.*)$/;

/**
 * Takes a WAREHOUSE_URL apart. Nothing of it is connected to yet.
 * @throws Error with the problem and what was expected; never with the password
 */
export function parseWarehouseUrl(text: string): WarehouseUrl {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(text) ?? [];
  if (scheme === 'duckdb') return { dialect: 'duckdb', path: parsePath(rest) };
  const dialect = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  if (dialect === undefined)
    throw new Error(`expected ${FORMS}, found ${PLAIN.test(text) ? `"${text}"` : 'another text'}`);
  const url = withHost(text);
  if (!rest.startsWith('//') || !URL.canParse(url)) {
    throw new Error(
      `expected ${scheme}://user@host:port/database; characters like @ : / # in a user or password are written %40 %3A %2F %23`,
    );
  }
  return { dialect, address: parseAddress(new URL(url), dialect) };
}

/** Stands for a host that is not given: `user@/database` is no URL without one. */
const NO_HOST = 'no-host.invalid';

function withHost(text: string): string {
  return text.replace(/^([a-z]+:\/\/[^/?#]*@)(?=[/?#]|$)/i, `$1${NO_HOST}`);
}

function parsePath(rest: string): string {
  const path = rest.replace(/^\/\//, '');
  if (path === '') throw new Error('expected a file name after duckdb:, for example duckdb:./sparkify.duckdb');
  return path;
}

function parseAddress(url: URL, dialect: ServerUrl['dialect']): ServerUrl['address'] {
  const unknown = [...url.searchParams.keys()].filter((name) => !PARAMETERS.includes(name));
  if (unknown.length > 0) {
    throw new Error(`expected ${PARAMETERS.join(', ')} after the ?, found ${unknown.join(', ')}`);
  }
  const named = url.hostname === NO_HOST ? '' : url.hostname.replace(/^\[(.*)\]$/, '$1');
  const host = url.searchParams.get('host') ?? decode(named);
  const password = decode(url.password);
  return {
    host,
    port: url.port === '' ? undefined : Number(url.port),
    database: decode(url.pathname.replace(/^\//, '')),
    user: decode(url.username),
    password: password === undefined ? undefined : new Secret(password),
    sslMode: parseSslMode(url.searchParams.get('sslmode'), dialect, host),
    sslRootCert: url.searchParams.get('sslrootcert') ?? undefined,
    schema: parseSchema(url.searchParams.get('schema')),
  };
}

function decode(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('a % in a user, password or database is written %25');
  }
}

/** Verified by default, but for a PostgreSQL on this machine, which hardly ever has a certificate. */
function parseSslMode(text: string | null, dialect: ServerUrl['dialect'], host: string | undefined): SslMode {
  if (text === null) return dialect === 'postgres' && LOOPBACK.test(host ?? 'localhost') ? 'prefer' : 'verify-full';
  const mode = SSL_MODES.find((each) => each === text);
  if (mode === undefined) throw new Error(`sslmode: expected ${SSL_MODES.join(', ')}, found "${text}"`);
  return mode;
}

function parseSchema(text: string | null): string | undefined {
  if (text === null) return undefined;
  if (!IDENTIFIER.test(text)) {
    throw new Error(`schema: expected a name of lower-case letters, digits and _, found "${text}"`);
  }
  return text;
}
