import type { RedshiftTarget } from '../target.ts';

/** Where a warehouse is, for messages: without user and password. */
export function describeLocation({ server, login }: RedshiftTarget): string {
  const { host, port, database, schema } = server;
  const path = `${database === undefined ? '' : `/${database}`}${schema === undefined ? '' : `?schema=${schema}`}`;
  if (host !== undefined) return `redshift://${host}${port === undefined ? '' : `:${port}`}${path}`;
  switch (login.kind) {
    case 'password':
      return `redshift://${path}`;
    case 'cluster':
      return `redshift cluster ${login.cluster}${path}`;
    case 'workgroup':
      return `redshift workgroup ${login.workgroup}${path}`;
    case 'secret':
      return `redshift of ${login.secretArn}${path}`;
  }
}
