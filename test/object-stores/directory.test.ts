import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/core/errors.ts';
import { openDirectory } from '../../src/object-stores/directory.ts';
import { bytesOf, collectAll, keysOf, NEVER, only } from './fixtures.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'directory-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(key: string, content = key): void {
  mkdirSync(join(root, key, '..'), { recursive: true });
  writeFileSync(join(root, key), content);
}

describe('a listing of a folder', () => {
  it('is in the order of code points, folders at the place of their slash', async () => {
    // UTF-16 would put the note (U+1F3B5) before U+FF21.
    const keys = ['B.json', 'a', 'a-b', 'a.b/c', 'a/b', 'a/\u{ff21}', 'a/🎵', 'a0', 'b/B', 'b/a', 'ü'];
    for (const key of keys.filter((key) => key !== 'a').reverse()) write(key);
    const expected = keys.filter((key) => key !== 'a');
    expect(await keysOf(openDirectory(root))).toEqual(expected);
    expect([...expected].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(expected);
  });

  it('names files as the user named the folder', async () => {
    write('2018/a.json');
    const given = relative(process.cwd(), root);
    const store = openDirectory(given);
    const object = await only(store, '');
    expect(store.location).toBe(given);
    expect(object.uri).toBe(join(given, '2018/a.json'));
    expect(store.localPath(object)).toBe(object.uri);
    expect((await bytesOf(store, object)).toString()).toBe('2018/a.json');
  });

  it('does not open folders that cannot hold the prefix', async () => {
    write('2018/11/a.json');
    write('2018/12/b.json');
    symlinkSync(join(root, 'nowhere'), join(root, '2018/12/dangling'));
    expect(await keysOf(openDirectory(root), '2018/11')).toEqual(['2018/11/a.json']);
    await expect(keysOf(openDirectory(root), '2018/1')).rejects.toMatchObject({ kind: 'source' });
  });

  it('follows links to files and folders', async () => {
    write('real/a.json', 'content');
    write('files/own.json');
    symlinkSync(join(root, 'real'), join(root, 'files/linked'));
    symlinkSync('../real/a.json', join(root, 'files/one.json'));
    const store = openDirectory(join(root, 'files'));
    expect(await keysOf(store)).toEqual(['linked/a.json', 'one.json', 'own.json']);
    expect((await bytesOf(store, await only(store, 'one'))).toString()).toBe('content');
    expect(await keysOf(openDirectory(join(root, 'files/linked')))).toEqual(['a.json']);
  });

  it('does not follow a link back into a folder that it is in', async () => {
    write('a/b/file.json');
    write('c/other.json');
    symlinkSync('..', join(root, 'a/b/up'));
    symlinkSync(root, join(root, 'a/b/top'));
    symlinkSync('.', join(root, 'a/self'));
    symlinkSync('../a', join(root, 'c/to-a'));
    symlinkSync('../c', join(root, 'a/to-c'));
    symlinkSync(join(root, '..'), join(root, 'above'));
    expect(await keysOf(openDirectory(root))).toEqual([
      'a/b/file.json',
      'a/to-c/other.json',
      'c/other.json',
      'c/to-a/b/file.json',
    ]);
  });

  it('leaves out what is no file: here a socket', async () => {
    write('a.json');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
    symlinkSync('socket', join(root, 'linked-socket'));
    expect(await keysOf(openDirectory(root))).toEqual(['a.json']);
    await new Promise((resolve) => server.close(resolve));
  });

  it('says which link leads nowhere', async () => {
    symlinkSync('annex/object', join(root, 'a.json'));
    await expect(keysOf(openDirectory(root))).rejects.toMatchObject({
      kind: 'source',
      message: `${join(root, 'a.json')} is a symbolic link to something that does not exist`,
    });
  });

  it('says which link leads back to itself', async () => {
    symlinkSync('b', join(root, 'a'));
    symlinkSync('a', join(root, 'b'));
    await expect(keysOf(openDirectory(root))).rejects.toMatchObject({
      kind: 'source',
      message: /leads back to itself/,
    });
  });

  it('says which name is not UTF-8', async () => {
    const name = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('.json')]);
    writeFileSync(name, '{}');
    await expect(keysOf(openDirectory(root))).rejects.toMatchObject({ kind: 'source', message: /is not UTF-8$/ });
  });

  it('leaves the event loop turns, and notices an abort in them', async () => {
    for (let i = 0; i < 3000; i++) write(`${i % 30}/${i}.json`);
    const reason = new InterruptedError('SIGINT');
    const controller = new AbortController();
    setImmediate(() => controller.abort(reason));
    const read = async () => {
      // More than enough work for the timer to come up; without turns of the event loop it never does.
      for (let i = 0; i < 200; i++) await collectAll(openDirectory(root).list('', controller.signal));
    };
    await expect(read()).rejects.toBe(reason);
  });
});

describe('a root that cannot be listed', () => {
  it('does not exist', async () => {
    const missing = join(root, 'log_dta');
    const expected = { kind: 'usage', message: `no such folder: ${missing}`, hint: /s3:\/\/bucket\/prefix/ };
    await expect(keysOf(openDirectory(missing))).rejects.toMatchObject(expected);
  });

  it('is a file, or lies below one', async () => {
    write('file.json');
    const file = join(root, 'file.json');
    const expected = { kind: 'usage', message: `${file} is a file, not a folder` };
    await expect(keysOf(openDirectory(file))).rejects.toMatchObject(expected);
    await expect(keysOf(openDirectory(join(file, 'x')))).rejects.toMatchObject({
      kind: 'usage',
      message: /^no such folder/,
    });
  });
});

/** Permissions do not hold root back, so that root has to become somebody else for a moment. */
async function withoutPrivileges<Result>(run: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a lack of permission is explained', () => {
  beforeEach(() => {
    chmodSync(root, 0o755);
    write('open/a.json');
    write('closed/b.json');
  });

  it('for a folder', async () => {
    chmodSync(join(root, 'closed'), 0o000);
    const expected = { kind: 'source', message: `no permission to read ${join(root, 'closed')}`, hint: /ls -ld/ };
    await withoutPrivileges(() => expect(keysOf(openDirectory(root))).rejects.toMatchObject(expected));
    chmodSync(join(root, 'closed'), 0o755);
  });

  it('for a file', async () => {
    chmodSync(join(root, 'closed/b.json'), 0o000);
    const store = openDirectory(root);
    const object = await only(store, 'closed/');
    const expected = { kind: 'source', message: `no permission to read ${object.uri}` };
    await withoutPrivileges(async () => {
      await expect(bytesOf(store, object)).rejects.toMatchObject(expected);
      await expect(collectAll(store.readMany([object], NEVER))).rejects.toMatchObject(expected);
    });
  });
});

describe('a file that changes after it was listed is not read', () => {
  it.each<[string, (path: string) => void]>([
    ['grows', (path) => writeFileSync(path, 'more than it was')],
    ['shrinks', (path) => truncateSync(path, 1)],
    [
      'is replaced by another',
      (path) => {
        writeFileSync(`${path}.new`, 'first');
        // Two writes can fall into one tick of the clock of a file system.
        utimesSync(`${path}.new`, 1, 1);
        renameSync(`${path}.new`, path);
      },
    ],
  ])('when it %s', async (_, change) => {
    write('a.json', 'first');
    const store = openDirectory(root);
    const object = await only(store, 'a.json');
    change(object.uri);
    const expected = { kind: 'source', message: `${object.uri} changed while it was being read` };
    await expect(bytesOf(store, object)).rejects.toMatchObject(expected);
    await expect(collectAll(store.readMany([object], NEVER))).rejects.toMatchObject(expected);
  });

  it('not even when it is cut off in the middle of a stream', async () => {
    write('large.bin', 'x'.repeat(3 * 1024 * 1024));
    const store = openDirectory(root);
    const object = await only(store, 'large.bin');
    const read = async () => {
      for await (const _ of store.read(object, NEVER)) truncateSync(object.uri, 1024 * 1024);
    };
    await expect(read()).rejects.toMatchObject({ kind: 'source', message: /changed while/ });
  });
});
