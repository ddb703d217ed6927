import { RedshiftError } from '../error.ts';

/** What a start-up message may say besides user and database. */
const KNOWN = new Set([
  ...['user', 'database', 'client_encoding', 'application_name', 'datestyle', 'timezone', 'extra_float_digits'],
  ...['statement_timeout', 'options', 'driver_version', 'os_version', 'client_protocol_version', 'plugin_name'],
]);

/** @throws RedshiftError FATAL 42704 on the first parameter that PostgreSQL 8.0 had not */
export function refuseUnknownParameters(parameters: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(parameters)) {
    if (!KNOWN.has(name.toLowerCase())) throw unknownParameter(name, 'FATAL');
  }
}

export function unknownParameter(name: string, severity: 'ERROR' | 'FATAL'): RedshiftError {
  const file = '/home/ec2-user/padb/src/pg/src/backend/utils/misc/guc.c';
  const place = { file, line: '3610', routine: 'set_config_option' };
  return new RedshiftError(`unrecognized configuration parameter "${name}"`, { severity, code: '42704', ...place });
}

/** What the server tells of itself at the start; there is no standard_conforming_strings among it. */
export function reportedParameters(user: string, isSuperuser: boolean): Readonly<Record<string, string>> {
  return {
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    integer_datetimes: 'on',
    is_superuser: isSuperuser ? 'on' : 'off',
    padb_revision: '118984',
    padb_version: '1.0.118984',
    server_encoding: 'UNICODE',
    server_version: '8.0.2',
    session_authorization: user,
  };
}
