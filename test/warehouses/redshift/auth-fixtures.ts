import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { EtlError } from '../../../src/core/errors.ts';
import type { RedshiftLogin, RedshiftTarget, ServerAddress } from '../../../src/warehouses/target.ts';

/** A target with a way to log in; of its address only what is given. */
export function targetOf(login: RedshiftLogin, address: Partial<ServerAddress> = {}): RedshiftTarget {
  const server: ServerAddress = {
    host: undefined,
    port: undefined,
    database: undefined,
    user: undefined,
    password: undefined,
    sslMode: 'verify-full',
    sslRootCert: undefined,
    schema: undefined,
    statementTimeoutMs: 0,
    ...address,
  };
  return { dialect: 'redshift', server, login, copyAccess: undefined, copyRegion: undefined };
}

/** The error of an action that fails, after a look whether it carries a secret anywhere. */
export async function failureOf(action: Promise<unknown>, secrets: readonly string[] = []): Promise<EtlError> {
  const error = await action.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (reason: unknown) => reason as EtlError,
  );
  expect(error.name).toBe('EtlError');
  const shown = [error.message, error.hint, ...error.details, error.stack, inspect(error, { depth: 8 })].join('\n');
  for (const secret of ['test-secret-key', 'test-session-token', ...secrets]) expect(shown).not.toContain(secret);
  return error;
}
