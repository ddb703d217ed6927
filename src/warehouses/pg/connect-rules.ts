import type { ErrorRule } from './error-rule.ts';

const ADDRESS = 'check host and port in WAREHOUSE_URL (--warehouse)';
const AUTHORITY = 'name the PEM file of its certificate authority: ?sslrootcert=FILE in WAREHOUSE_URL';

/** Before there is a connection: name, network, TLS. */
export const CONNECT_RULES: readonly ErrorRule[] = [
  { code: /^ENOTFOUND$/, kind: 'usage', says: 'no such host', hint: ADDRESS, isTransient: 'once reached' },
  {
    code: /^EAI_AGAIN$/,
    kind: 'warehouse',
    says: 'the host name cannot be looked up now',
    hint: 'check the network and its name service',
    isTransient: 'once reached',
  },
  {
    code: /^ECONNREFUSED$/,
    kind: 'warehouse',
    says: 'connection refused: no server listens there',
    hint: `start the server, or ${ADDRESS}`,
    isTransient: 'once reached',
  },
  {
    code: /^ENOENT$/,
    kind: 'warehouse',
    says: 'no server listens at this socket',
    hint: `start the server, or ${ADDRESS}`,
    isTransient: 'once reached',
  },
  {
    code: /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/,
    kind: 'warehouse',
    says: 'no answer from the network',
    hint: `check firewall, security group and routes to the server, or ${ADDRESS}`,
    isTransient: 'once reached',
  },
  {
    text: /^timeout expired$/,
    kind: 'warehouse',
    says: 'the server did not answer in time',
    hint: `check firewall, security group and routes to the server, or ${ADDRESS}`,
    isTransient: 'once reached',
  },
  {
    text: /does not support SSL connections/,
    kind: 'usage',
    says: 'the server does not offer TLS',
    hint: 'switch TLS on there; on a network that you trust: ?sslmode=disable (or prefer) in WAREHOUSE_URL',
  },
  {
    text: /error establishing an SSL connection/,
    kind: 'usage',
    says: 'what answers there is no such server',
    hint: ADDRESS,
  },
  {
    code: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_UNTRUSTED|INVALID_CA)$/,
    kind: 'usage',
    says: "the server's certificate is not signed by an authority that is trusted here",
    hint: AUTHORITY,
  },
  {
    code: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CERT_REVOKED)$/,
    kind: 'warehouse',
    hint: "renew the server's certificate, and check the clock of this machine",
  },
  {
    code: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    kind: 'usage',
    hint: 'use the host name that the certificate is for; ?sslmode=verify-ca in WAREHOUSE_URL checks all but the name',
  },
  { code: /^(EPROTO|ERR_SSL_\w+|ERR_TLS_\w+)$/, kind: 'warehouse', hint: "check the server's TLS settings" },
  {
    text: /Unknown authenticationOk message type|authentication method .* not supported|SASL/i,
    kind: 'usage',
    hint: 'the server asks for a kind of login that this tool does not have: give the user an md5 password (PostgreSQL: or SCRAM), or log in by IAM',
  },
];
