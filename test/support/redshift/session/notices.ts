import type pg from 'pg';

/** A notice as the client gets it. */
export interface Notice {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

const SKIPPED = /^(\w+) "?([^"]+)"? (already exists|does not exist), skipping$/;

/** Redshift's words for what PostgreSQL skipped; all else as it is. */
export function translateNotice({ severity = 'NOTICE', code = '00000', message = '' }: NoticeFields): Notice {
  const [, kind, name, why] = SKIPPED.exec(message) ?? [];
  if (kind === undefined || name === undefined || why === undefined) return { severity, code, message };
  // PostgreSQL calls tables relations when they are there already.
  const what = kind === 'relation' ? 'Table' : `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  return { severity: 'INFO', code: '00000', message: `${what} "${name}" ${why} and will be skipped` };
}

type NoticeFields = Pick<pg.DatabaseError, 'severity' | 'code'> & { readonly message?: string | undefined };
