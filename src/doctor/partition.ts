import { EtlError } from '../core/errors.ts';
import { regionOfHost } from '../warehouses/redshift/auth/address.ts';
import { type Finding, problem } from './finding.ts';

/**
 * Whether roles belong to the part of AWS that a region is in: China and GovCloud have accounts and ARNs of their own.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function examinePartition(role: string, region: string | undefined, host: string | undefined): Finding[] {
  const place = regionOfHost(host) ?? region;
  if (place === undefined || role === 'default') return [];
  const expected = partitionOf(place);
  const other = role.split(/,(?=arn:)/).find((arn) => arn.split(':')[1] !== expected);
  if (other === undefined) return [];
  const error = new EtlError('source', `the role ${other} is of another part of AWS than the region ${place}`, {
    hint: `name a role whose ARN begins with arn:${expected}: in IAM_ROLE (--iam-role), or check AWS_REGION`,
  });
  return [problem('copy-role-partition', error)];
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
