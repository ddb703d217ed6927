import type { RedshiftTarget } from '../../target.ts';
import { regionOfHost } from './address.ts';

/** What a warehouse is called in the APIs of AWS. */
export interface ServiceName {
  readonly kind: 'cluster' | 'workgroup';
  readonly name: string;
  /** Undefined: the region of whoever asks. */
  readonly region: string | undefined;
  /** The host whose name it was taken from; undefined: a setting names it. */
  readonly host: string | undefined;
}

const HOST = /^([a-z0-9-]+)\.[^.]+\.[a-z0-9-]+\.redshift(-serverless)?\.amazonaws\.com(?:\.cn)?$/i;

/**
 * The name of the cluster or workgroup: as a setting says it, or the first part of a host of the standard form. Undefined for
 * any other host: a name of one's own, an address, a tunnel.
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-from-psql.html
 */
export function serviceNameOf({ server, login }: Pick<RedshiftTarget, 'server' | 'login'>): ServiceName | undefined {
  const { host } = server;
  const region = regionOfHost(host);
  if (login.kind === 'cluster') return { kind: 'cluster', name: login.cluster, region, host: undefined };
  if (login.kind === 'workgroup') return { kind: 'workgroup', name: login.workgroup, region, host: undefined };
  const [, name, serverless] = HOST.exec(host ?? '') ?? [];
  if (name === undefined) return undefined;
  return { kind: serverless === undefined ? 'cluster' : 'workgroup', name: name.toLowerCase(), region, host };
}
