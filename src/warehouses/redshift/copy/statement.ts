import type { Dataset } from '../../../core/dataset.ts';
import { EtlError } from '../../../core/errors.ts';
import type { Statement } from '../../../core/statement.ts';
import { type CopyAccess, REGION } from '../../target.ts';
import { authorizationClause } from './authorization.ts';
import { uriLiteral } from './literal.ts';

/** What one COPY reads. */
export interface CopySource {
  /** A manifest, an object by its whole key, or what several keys begin with. */
  readonly uri: string;
  readonly isManifest: boolean;
  /** Holds for every file of a COPY: Redshift does not look at their names. */
  readonly isGzip: boolean;
  /** True: each record says in `file_name` which file it is from. */
  readonly hasFileNames?: boolean;
  /** URI of a JSONPaths file; undefined: keys are matched with the columns by name, in any case. */
  readonly jsonPaths: string | undefined;
}

/** What all COPYs of a load have in common. */
export interface CopySettings {
  readonly access: CopyAccess | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Region of the buckets. */
  readonly region: string;
  /** Errors with which a COPY still succeeds. */
  readonly maxErrors: number;
}

/** The most that MAXERROR takes. @see https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-load.html */
const MOST_ERRORS = 100_000;

/**
 * The COPY of a source into the landing table of a dataset. The text may hold access keys: messages show the name only.
 * @throws EtlError 'usage' for whatever cannot stand in it
 */
export function copyStatement(dataset: Dataset, source: CopySource, settings: CopySettings): Statement {
  const { region, access, environment, maxErrors } = settings;
  const columns = [...dataset.columns.map(({ name }) => name), ...(source.hasFileNames ? ['file_name'] : [])];
  const lines = [
    `copy ${landingTable(dataset)} (${columns.join(', ')})`,
    `from ${uriLiteral(source.uri)}`,
    authorizationClause(access, environment),
    `format as json ${source.jsonPaths === undefined ? "'auto ignorecase'" : uriLiteral(source.jsonPaths)}`,
    ...(source.isManifest ? ['manifest'] : []),
    ...(source.isGzip ? ['gzip'] : []),
    `region ${regionLiteral(region)}`,
    // The load fails when there are as many errors as MAXERROR says.
    ...(maxErrors > 0 ? [`maxerror ${Math.min(maxErrors + 1, MOST_ERRORS)}`] : []),
    'compupdate off statupdate off',
  ];
  return { name: `copy ${landingTable(dataset)}`, sql: lines.join('\n'), values: [] };
}

/** The temporary table that COPY fills. */
export function landingTable({ name }: Dataset): string {
  return `incoming_${name}`;
}

function regionLiteral(region: string): string {
  if (REGION.test(region)) return `'${region}'`;
  throw new EtlError('usage', `${JSON.stringify(region)} is not an AWS region`, {
    hint: 'set COPY_REGION to the region of the buckets, for example COPY_REGION=us-west-2',
  });
}
