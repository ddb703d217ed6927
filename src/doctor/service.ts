import { EtlError, toEtlError } from '../core/errors.ts';
import { untilAborted } from '../object-stores/until-aborted.ts';
import type { ServiceFacts } from '../warehouses/redshift/auth/service-facts.ts';
import { type ServiceName, serviceNameOf } from '../warehouses/redshift/auth/service-name.ts';
import type { RedshiftTarget } from '../warehouses/target.ts';
import { type Finding, problem, skipped, warning } from './finding.ts';
import type { World } from './world.ts';

/** What AWS itself tells of Redshift, or why it does not. */
export type Service = { readonly facts: ServiceFacts } | { readonly why: string; readonly fix?: string };

/** A network without a way to this API swallows requests. */
const LONGEST_MS = 10_000;

/** Asks AWS for the cluster, or the workgroup and its namespace. Rejects only if the signal ends it. */
export async function askAboutService(target: RedshiftTarget, world: World): Promise<Service> {
  const { environment, signal } = world;
  const name = serviceNameOf(target);
  if (name === undefined) return { why: nameless(target) };
  const { askService } = await import('../warehouses/redshift/auth/service-facts.ts');
  const limit = AbortSignal.timeout(LONGEST_MS);
  const both = AbortSignal.any([signal, limit]);
  try {
    const facts = await untilAborted(both, () => askService(name, { environment }, both));
    return isAnother(name, facts)
      ? { why: `AWS knows a ${name.kind} ${name.name} here, but at ${facts.host}` }
      : { facts };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limit.aborted) return { why: `AWS did not answer within ${LONGEST_MS / 1000} seconds` };
    const { message, hint } = toEtlError(error);
    return { why: message, ...(hint === undefined ? {} : { fix: hint }) };
  }
}

function nameless({ server: { host } }: RedshiftTarget): string {
  return host === undefined
    ? 'WAREHOUSE_URL names no host to know the cluster or workgroup by'
    : `${host} does not tell which cluster or workgroup it is`;
}

/** A name that was taken from a host may be that of somebody else's cluster, with one of the same name in this account. */
function isAnother({ host }: ServiceName, facts: ServiceFacts): boolean {
  return host !== undefined && facts.host !== undefined && facts.host.toLowerCase() !== host.toLowerCase();
}

/** A cluster that is paused, resized or restarted. Nothing where all is as it should be, or nobody knows. */
export function examineStatus(service: Service, isReached: boolean): Finding[] {
  if (!('facts' in service) || service.facts.trouble === undefined) return [];
  const { trouble, resume } = service.facts;
  const hint =
    resume === undefined ? 'wait until it is available: what is written now may be refused' : `resume it: ${resume}`;
  if (isReached) return [warning('service-status', trouble, hint)];
  return [problem('service-status', new EtlError('warehouse', trouble, { hint }))];
}

/** Whether the role that COPY is to use is one that Redshift has. */
export function examineAttachment(service: Service, role: string): Finding {
  if (!('facts' in service)) return skipped('copy-role-attached', service.why, service.fix);
  const { facts } = service;
  if (role === 'default') return examineDefault(facts);
  // Of roles that are assumed one by the other, Redshift itself assumes the first.
  const [first = role] = role.split(/,(?=arn:)/);
  return examineRole(facts, first);
}

function examineDefault(facts: ServiceFacts): Finding {
  const { subject, defaultRole, roles } = facts;
  if (defaultRole !== undefined) return examineRole(facts, defaultRole, ', as its default,');
  const [some] = roles;
  const hint =
    some === undefined
      ? `attach one and make it the default: ${facts.attach('ARN')}`
      : `choose one: ${facts.makeDefault(some.arn)}`;
  const error = new EtlError('source', `${subject} has no default role, which IAM_ROLE=default means`, {
    hint: `${hint}; or set IAM_ROLE to the ARN of a role`,
    details: namesOf(facts),
  });
  return problem('copy-role-attached', error);
}

function examineRole(facts: ServiceFacts, role: string, how = ''): Finding {
  const { subject, roles } = facts;
  const found = roles.find(({ arn }) => arn === role);
  if (found?.state === 'in-sync') {
    return { check: 'copy-role-attached', outcome: 'ok', found: `the role ${role} is attached${how} to ${subject}` };
  }
  if (found !== undefined) {
    const wait = `wait a minute and ask again; if it stays so: ${facts.attach(role)}`;
    const state = found.state === 'adding' ? 'is still being attached' : `is not attached but ${found.state}`;
    return warning('copy-role-attached', `the role ${role} ${state} (${subject})`, wait);
  }
  const error = new EtlError('source', `the role ${role} is not attached to ${subject}`, {
    hint: `attach it: ${facts.attach(role)}; or name another in IAM_ROLE (--iam-role)`,
    details: namesOf(facts),
  });
  return problem('copy-role-attached', error);
}

function namesOf({ roles }: ServiceFacts): string[] {
  if (roles.length === 0) return ['no role is attached'];
  return roles.map(({ arn, state }) => `attached: ${arn}${state === 'in-sync' ? '' : ` (${state})`}`);
}
