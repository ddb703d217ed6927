import { existsSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBInstance } from '@duckdb/node-api';
import { EtlError, messageOf } from '../../core/errors.ts';
import { TornLogError } from '../../core/torn-log.ts';
import type { Access, Session } from '../../core/warehouse.ts';
import { explain } from './errors.ts';
import { setTornEndAside, stateOfLog } from './torn-end.ts';
import { runTransaction } from './transaction.ts';

/** No extension may be fetched from the network behind the user's back. */
const SETTINGS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** An open DuckDB file: for writing by this process alone, for reading together with other readers. */
export interface Database {
  readonly path: string;
  /** What had to be put right when it was opened, in words. */
  readonly mended?: string | undefined;
  /** Commits when `work` resolves, rolls back when it throws. An abort interrupts the statement that runs. */
  transaction<T>(work: (session: Session) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Likewise, for writing even if the file is open for reading: it is closed and opened for writing for as long as that takes. */
  record<T>(work: (session: Session) => Promise<T>, signal: AbortSignal): Promise<T>;
  close(): Promise<void>;
}

/** How long, and how often, it is tried to get the file for writing from others who record something. */
const RECORD_WAIT_MS = 2000;
const RECORD_POLL_MS = 100;

/** Opens a DuckDB file, or makes it. Fails if its folder does not exist, or if another process has it open. */
export async function openDatabase(path: string, access: Access): Promise<Database> {
  checkFolder(path);
  if (access !== 'create' && !existsSync(path)) {
    throw new EtlError('missingStep', `there is no DuckDB file ${path}`, {
      hint: 'run: sparkify-etl create-tables; or check WAREHOUSE_URL (--warehouse)',
    });
  }
  if (access === 'read') return openForReading(path);
  const { instance, mended } = await openMended(path);
  const transaction: Database['transaction'] = (work, signal) => runTransaction(instance, path, work, signal);
  return { path, mended, transaction, record: transaction, close: async () => instance.closeSync() };
}

/** One process cannot have a file open both ways: what records closes it, and whoever reads next opens it again. */
async function openForReading(path: string): Promise<Database> {
  const open = () => openInstance(path, 'READ_ONLY');
  let reading: Promise<DuckDBInstance> | undefined = Promise.resolve(await open());
  const take = async () => {
    const taken = reading;
    reading = undefined;
    // What could not be opened need not be closed.
    (await taken?.catch(() => undefined))?.closeSync();
  };
  return {
    path,
    transaction: async (work, signal) => {
      reading ??= open();
      const opening = reading;
      const instance = await opening.catch((error: unknown) => {
        if (reading === opening) reading = undefined;
        throw error;
      });
      return runTransaction(instance, path, work, signal);
    },
    record: async (work, signal) => {
      await take();
      return recordAlone(path, work, signal);
    },
    close: take,
  };
}

async function recordAlone<T>(path: string, work: (session: Session) => Promise<T>, signal: AbortSignal): Promise<T> {
  const instance = await openPatiently(path, signal);
  try {
    return await runTransaction(instance, path, work, signal);
  } finally {
    instance.closeSync();
  }
}

async function openPatiently(path: string, signal: AbortSignal): Promise<DuckDBInstance> {
  for (let waited = 0; ; waited += RECORD_POLL_MS) {
    try {
      return await openInstance(path, 'READ_WRITE');
    } catch (error) {
      const isBusy = error instanceof EtlError && error.kind === 'warehouseBusy';
      if (!isBusy || waited >= RECORD_WAIT_MS) throw error;
      await sleep(RECORD_POLL_MS, undefined, { signal });
    }
  }
}

/** Opens a file for writing, also one whose log a loss of power has torn. */
async function openMended(path: string): Promise<{ instance: DuckDBInstance; mended?: string | undefined }> {
  const before = stateOfLog(path);
  try {
    return { instance: await openInstance(path, 'READ_WRITE') };
  } catch (error) {
    if (!(error instanceof TornLogError)) throw error;
    const mended = setTornEndAside(error, before, new Date());
    return { instance: await openInstance(path, 'READ_WRITE'), mended };
  }
}

async function openInstance(path: string, mode: 'READ_ONLY' | 'READ_WRITE'): Promise<DuckDBInstance> {
  const { DuckDBInstance } = loadDriver();
  const isNew = !existsSync(path);
  return DuckDBInstance.create(nameFor(path), { ...SETTINGS, access_mode: mode }).catch((error: unknown) => {
    const failure = explain(error, path);
    const isBusy = failure instanceof EtlError && failure.kind === 'warehouseBusy';
    // Half a file, of a disk that is full, would keep the next run from making a whole one.
    if (isNew && !isBusy) rmSync(path, { force: true });
    throw failure;
  });
}

function loadDriver(): typeof import('@duckdb/node-api') {
  try {
    // It is CommonJS: import() would first look through its 60 MB package for names, which takes twice as long.
    return createRequire(import.meta.url)('@duckdb/node-api') as typeof import('@duckdb/node-api');
  } catch (error) {
    throw new EtlError('warehouse', `the DuckDB engine is not installed: ${messageOf(error)}`, {
      hint: 'install it with: npm install @duckdb/node-api; or set WAREHOUSE_URL to another engine',
    });
  }
}

/** DuckDB takes what stands before a colon for the name of an extension, but not in an absolute path. */
function nameFor(path: string): string {
  return path === ':memory:' ? path : resolve(path);
}

function checkFolder(path: string): void {
  if (path === ':memory:') return;
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) {
    throw new EtlError('usage', `the folder of the DuckDB file does not exist: ${folder}`, {
      hint: `make it first: mkdir -p ${folder}`,
    });
  }
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new EtlError('usage', `WAREHOUSE_URL names a folder, expected a DuckDB file: ${path}`);
  }
}
