import type { ExitName } from '../../core/errors.ts';

/**
 * What an error means, told by its SQLSTATE (or Node's code of a socket error) or by its text. The first that fits
 * counts.
 */
export interface ErrorRule {
  readonly code?: RegExp;
  readonly text?: RegExp;
  readonly kind: ExitName;
  /** Said in place of the error's own text, where that does not tell enough. */
  readonly says?: string;
  readonly hint: string;
  /**
   * `always`: the same transaction may well succeed later. `once reached`: only where this process has been connected
   * to the server before; else the address is more likely to be wrong than the server to be away.
   */
  readonly isTransient?: 'always' | 'once reached';
}
