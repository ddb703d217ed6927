import { TLSSocket } from 'node:tls';
import type { Client } from 'pg';
import { socketOf } from './connect.ts';

/** What TLS a connection has. */
export interface TlsFacts {
  /** `TLSv1.3` */
  readonly protocol: string;
  readonly cipher: string;
  /** Why the certificate proves nothing, as OpenSSL calls it; undefined if it was verified. */
  readonly unverified: string | undefined;
  /** Last moment of the certificate's life. */
  readonly validTo: Date | undefined;
}

/** Undefined for a connection without TLS. */
export function tlsFacts(client: Client): TlsFacts | undefined {
  const socket = socketOf(client);
  if (!(socket instanceof TLSSocket)) return undefined;
  const { valid_to: end } = socket.getPeerCertificate();
  const reason = socket.authorizationError as Error | string | null | undefined;
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    cipher: socket.getCipher().name,
    unverified: socket.authorized ? undefined : String(reason instanceof Error ? reason.message : reason),
    validTo: end === undefined ? undefined : new Date(end),
  };
}
