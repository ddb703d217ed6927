import type { Secret } from './core/secret.ts';
import type { ServerUrl, WarehouseUrl } from './warehouses/parse-url.ts';
import type { CopyAccess, RedshiftLogin, RedshiftTarget, ServerAddress, WarehouseTarget } from './warehouses/target.ts';

/** The settings that say together which warehouse is meant; each is checked already. */
export interface WarehouseSettings {
  readonly warehouse: WarehouseUrl;
  readonly warehousePassword: Secret | undefined;
  readonly statementTimeout: number;
  readonly redshiftCluster: string | undefined;
  readonly redshiftWorkgroup: string | undefined;
  readonly redshiftSecretArn: string | undefined;
  readonly iamRole: string | undefined;
  readonly copyWithKeys: boolean;
  readonly copyRegion: string | undefined;
}

/** Puts them together; what does not fit together is added to `problems`. */
export function toWarehouseTarget(settings: WarehouseSettings, problems: string[]): WarehouseTarget {
  const { warehouse } = settings;
  if (warehouse.dialect === 'duckdb') return warehouse;
  const server = toAddress(warehouse, settings);
  if (warehouse.dialect === 'postgres') return { dialect: 'postgres', server };
  return toRedshift(server, settings, problems);
}

function toAddress({ address }: ServerUrl, { warehousePassword, statementTimeout }: WarehouseSettings): ServerAddress {
  return {
    ...address,
    password: address.password ?? warehousePassword,
    statementTimeoutMs: statementTimeout,
  };
}

function toRedshift(server: ServerAddress, settings: WarehouseSettings, problems: string[]): RedshiftTarget {
  const login = toLogin(settings, problems);
  if (login.kind === 'password') {
    const missing = [
      ...(server.host === undefined ? ['a host'] : []),
      ...(server.user === undefined ? ['a user'] : []),
      ...(server.database === undefined ? ['a database'] : []),
    ];
    if (missing.length > 0) {
      problems.push(
        `WAREHOUSE_URL: ${missing.join(' and ')} is missing in redshift://user@host:5439/database (or log in by IAM: REDSHIFT_CLUSTER, REDSHIFT_WORKGROUP, REDSHIFT_SECRET_ARN)`,
      );
    }
  }
  return {
    dialect: 'redshift',
    server,
    login,
    copyAccess: toCopyAccess(settings, problems),
    copyRegion: settings.copyRegion,
  };
}

function toLogin(settings: WarehouseSettings, problems: string[]): RedshiftLogin {
  const { redshiftCluster: cluster, redshiftWorkgroup: workgroup, redshiftSecretArn: secretArn } = settings;
  if ([cluster, workgroup, secretArn].filter((each) => each !== undefined).length > 1) {
    problems.push('give one of REDSHIFT_CLUSTER, REDSHIFT_WORKGROUP and REDSHIFT_SECRET_ARN');
  }
  if (cluster !== undefined) return { kind: 'cluster', cluster };
  if (workgroup !== undefined) return { kind: 'workgroup', workgroup };
  if (secretArn !== undefined) return { kind: 'secret', secretArn };
  return { kind: 'password' };
}

function toCopyAccess({ iamRole, copyWithKeys }: WarehouseSettings, problems: string[]): CopyAccess | undefined {
  if (iamRole !== undefined && copyWithKeys) problems.push('give IAM_ROLE or COPY_WITH_KEYS, not both');
  if (iamRole !== undefined) return { kind: 'role', role: iamRole };
  return copyWithKeys ? { kind: 'keys' } : undefined;
}
