import { RedshiftError } from '../error.ts';
import type { ParsedStatement } from '../rewrite/statement.ts';
import type { Session } from './session.ts';

const OF_SESSIONS =
  /^(stv_(recents|sessions|inflight|locks)|sys_(query_history|session_history|connection_log)|stl_connection_log|svv_transactions)$/;
const PROVISIONED_ONLY = /^(stl|svl|stv|svcs)_/;

/**
 * Brings the tables behind the views of sessions up to date, if the statement asks for them.
 * @throws RedshiftError 42501 on Serverless for views of provisioned clusters, and for svv_table_info without the right
 */
export async function prepareSystemViews({ tokens }: ParsedStatement, session: Session): Promise<void> {
  const names = new Set(tokens.filter(({ kind }) => kind === 'word' || kind === 'quoted').map(({ name }) => name));
  for (const name of names) {
    const isDenied =
      (session.cluster.isServerless && PROVISIONED_ONLY.test(name)) ||
      (name === 'svv_table_info' && session.user.isSuperuser === false);
    if (isDenied) throw new RedshiftError(`permission denied for relation ${name}`, { code: '42501' });
  }
  if ([...names].some((name) => OF_SESSIONS.test(name))) await session.cluster.refreshSessions();
}
