import type pg from 'pg';
import type { Session } from './session/session.ts';

/** The sessions that are logged in, by the process id that both sides call them by. */
export class SessionList {
  readonly #sessions = new Map<number, Session>();

  add(session: Session): void {
    this.#sessions.set(session.pid, session);
    session.ended.signal.addEventListener('abort', () => this.#sessions.delete(session.pid), { once: true });
  }

  get(pid: number): Session | undefined {
    return this.#sessions.get(pid);
  }

  all(): Session[] {
    return [...this.#sessions.values()];
  }

  /** What pg_cancel_backend() and pg_terminate_backend() say through PostgreSQL's notifications. */
  heard(channel: string, pid: number): void {
    const session = this.#sessions.get(pid);
    if (session === undefined) return;
    if (channel === 'redshift_cancel') void session.cancel();
    if (channel === 'redshift_terminate') void session.terminate();
  }

  /** Writes who is logged in and what runs to the table behind the system views. */
  async writeTo(client: pg.Client): Promise<void> {
    const rows = this.all().map(rowOf);
    await client.query(
      `insert into redshift.sessions select * from jsonb_populate_recordset(null::redshift.sessions, $1)
       on conflict (pid) do update set user_id = excluded.user_id, user_name = excluded.user_name,
         start_time = excluded.start_time, end_time = null, application_name = excluded.application_name,
         query_id = excluded.query_id, query = excluded.query, query_start = excluded.query_start,
         query_end = excluded.query_end, transaction_id = excluded.transaction_id`,
      [JSON.stringify(rows)],
    );
    await client.query(
      `update redshift.sessions set end_time = now(), query_end = coalesce(query_end, now())
       where end_time is null and pid <> all ($1)`,
      [rows.map(({ pid }) => pid)],
    );
  }
}

function rowOf(session: Session) {
  const { activity } = session;
  return {
    pid: session.pid,
    user_id: session.userId,
    user_name: session.user.name,
    start_time: session.startedAt.toISOString(),
    application_name: session.applicationName,
    remote_host: '127.0.0.1',
    remote_port: '',
    query_id: activity?.queryId ?? null,
    query: activity?.sql ?? null,
    query_start: activity?.start.toISOString() ?? null,
    query_end: activity?.end?.toISOString() ?? null,
    transaction_id: session.transaction.id,
  };
}
