import { type Connection, openConnection } from './connect.ts';
import type { ServerOptions } from './options.ts';
import { isRefusal, type TlsOptions, tlsAttempts } from './tls.ts';
import type { Login } from './types.ts';

/** Opens a connection. Rejects with what `pg` throws, with an explained error, or with the reason of an abort. */
export type Connect = (signal: AbortSignal) => Promise<Connection>;

/** Connects with a login that is asked for each time, in the first of the ways of TLS that the server takes. */
export function connector(login: Login, address: ServerOptions['address'], timeoutMs: number): Connect {
  let attempts: readonly TlsOptions[] | undefined;
  return async (signal) => {
    const config = await beforeAbort(login(), signal);
    // TLS protects the network; a socket of this machine has none.
    const isLocal = config.host?.startsWith('/') === true;
    attempts ??= isLocal ? [false] : await tlsAttempts(address);
    for (const [n, ssl] of attempts.entries()) {
      try {
        const connection = await openConnection({ ...config, ssl }, timeoutMs, signal);
        // What the server took is not tried out again.
        attempts = [ssl];
        return connection;
      } catch (error) {
        if (n === attempts.length - 1 || !isRefusal(error)) throw error;
      }
    }
    throw new Error('there is no way to connect');
  };
}

/** Rejects with the reason of an abort as soon as it comes: a login may wait for AWS. */
function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
