/** A setting: its environment variable, its flag, and how its text is checked. `parse` throws an Error with the problem. */
export interface Setting<T> {
  readonly variable: string;
  /** What --help shows it under. */
  readonly group: 'Warehouse' | 'Redshift' | 'Sources' | 'S3' | 'Checks' | 'Operation';
  /** None for a secret: flags are visible to everybody on the machine. */
  readonly flag?: string;
  /** What stands for the value in --help; none for a switch. */
  readonly argument?: string;
  readonly description: string;
  readonly fallback?: string;
  /** True for a text that must not stand in a flag, beyond what looks like a secret anywhere. */
  holdsSecret?(text: string): boolean;
  /** What may be seen of a text that is right; none: all of it, unless it looks like a secret. */
  shown?(text: string): string;
  parse(text: string): T;
}

/** Keeps the type of what `parse` gives. */
export const setting = <T>(declaration: Setting<T>): Setting<T> => declaration;
