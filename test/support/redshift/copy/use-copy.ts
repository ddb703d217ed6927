import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../postgres.ts';
import { type S3Server, startS3 } from '../../s3.ts';
import { RedshiftError } from '../error.ts';
import { type CopySession, openCopySession } from './test-context.ts';

/** What a test file of the COPY engine works with; servers and session are there once its hooks ran. */
export interface CopyBench {
  readonly database: TestDatabase;
  s3(): S3Server;
  session(): CopySession;
  /** The error of a COPY, which must fail and leave nothing in table `t`, with its fields. */
  failure(run: Promise<unknown>): Promise<FailedCopy>;
}

export interface FailedCopy extends Readonly<Record<string, unknown>> {
  readonly message: string;
  readonly code: string;
  readonly detail?: string | undefined;
}

/** Starts a database and an S3 server with empty buckets for a test file, before each test without log. For its top level. */
export async function useCopy(...buckets: readonly string[]): Promise<CopyBench> {
  const database = await createTestDatabase();
  let s3: S3Server;
  let session: CopySession;
  beforeAll(async () => {
    s3 = await startS3();
    for (const bucket of buckets) await s3.createBucket(bucket);
    session = await openCopySession(database, s3.endpoint);
  });
  beforeEach(() => clearLog(database));
  afterAll(async () => {
    await session.close();
    await s3.stop();
  });
  return { database, s3: () => s3, session: () => session, failure: (run) => failureOf(run, database) };
}

/** Makes the log of COPYs empty. */
export async function clearLog(database: TestDatabase): Promise<void> {
  const tables = ['loads', 'load_errors', 'load_error_fields', 'load_files'];
  await database.query(tables.map((table) => `delete from redshift.${table}`).join(';'));
}

async function failureOf(run: Promise<unknown>, database: TestDatabase): Promise<FailedCopy> {
  const error = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof RedshiftError)) throw new Error('expected a RedshiftError', { cause: error });
  const rows = await database.query('select * from t');
  if (rows.length > 0) throw new Error(`a COPY that failed left ${rows.length} rows`, { cause: error });
  return { message: error.message, ...error.fields, code: error.code };
}
