import type { Cluster } from './cluster.ts';
import { RedshiftError } from './error.ts';
import { Session } from './session/session.ts';
import { askPassword, wrongPassword } from './wire/login.ts';
import { refuseUnknownParameters, reportedParameters } from './wire/parameters.ts';
import type { ClientMessage } from './wire/reader.ts';
import type { Wire } from './wire/wire.ts';
import { authentication, parameterStatus } from './wire/writer.ts';

/**
 * Logs a client in.
 * @throws RedshiftError FATAL, which ends the connection: 28000, 3D000, 42704
 */
export async function openSession(
  cluster: Cluster,
  parameters: Readonly<Record<string, string>>,
  wire: Wire,
  nextMessage: () => Promise<ClientMessage>,
): Promise<Session> {
  refuseUnknownParameters(parameters);
  const { user: login = '', database = login, application_name: application = '' } = parameters;
  refusePlainText(cluster, login, database, wire);
  const password = askPassword(cluster.options.login ?? 'md5', login, cluster.users);
  wire.send(password.request);
  wire.flush();
  const answer = await nextMessage();
  if (answer.letter !== 'p') throw wrongPassword(login);
  const user = password.check(answer.body.text());
  if (database !== cluster.database) {
    throw new RedshiftError(`database "${database}" does not exist`, { severity: 'FATAL', code: '3D000' });
  }
  const session = await Session.open(cluster, user, application);
  cluster.sessions.add(session);
  await applySettings(session, parameters);
  wire.send(authentication(0));
  for (const [name, value] of Object.entries(reportedParameters(user.name, user.isSuperuser ?? true))) {
    wire.send(parameterStatus(name, value));
  }
  return session;
}

function refusePlainText({ options }: Cluster, login: string, database: string, wire: Wire): void {
  if (wire.isEncrypted || options.tls === undefined) return;
  const isTemporary = /^IAM[AR]?:/.test(login);
  if (!options.tls.required && !isTemporary) return;
  throw new RedshiftError(
    `no pg_hba.conf entry for host "::ffff:127.0.0.1", user "${login}", database "${database}", SSL off`,
    {
      severity: 'FATAL',
      code: '28000',
    },
  );
}

/** Parameters of the start-up that PostgreSQL takes as settings. */
async function applySettings({ backend }: Session, parameters: Readonly<Record<string, string>>): Promise<void> {
  for (const name of ['statement_timeout', 'extra_float_digits']) {
    const value = parameters[name];
    if (value !== undefined) await backend.query('select set_config($1, $2, false)', [name, value]);
  }
}
