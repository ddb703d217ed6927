import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startCli } from '../support/cli.ts';
import { contentOf, holdDuckDb, queryDuckDb } from '../support/duckdb.ts';
import { startS3 } from '../support/s3.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const DAY = ['run-all', '--date', '2018-11-01'];

describe('exit codes', async () => {
  const { run, path, warehouse } = await createSampleWorkspace();

  it('0: done', async () => {
    expect(await run(DAY)).toMatchObject({ code: 0 });
    expect(await run(['check'])).toMatchObject({ code: 0 });
  });

  it('3: a damaged gzip file, which is named', async () => {
    const plain = readFileSync(path('sample/log_data/2018/11/2018-11-01-events.json'));
    const packed = gzipSync(plain);
    const flipped = Buffer.from(packed);
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 6) ^ 0xff, flipped.length - 6);
    const broken = {
      'cut.json.gz': packed.subarray(0, packed.length / 2),
      'sum.json.gz': flipped,
      'no.json.gz': plain,
    };
    for (const [index, [name, content]] of Object.entries(broken).entries()) {
      const folder = `damaged-${index}/2018-11-01`;
      mkdirSync(path(folder), { recursive: true });
      writeFileSync(path(folder, name), content);
      const flags = ['--log-data', path(`damaged-${index}`), '--log-pattern', '%Y-%m-%d/*.json'];
      const before = await contentOf(warehouse);
      const result = await run([...DAY, ...flags, '--max-errors', '1000']);
      expect(result, name).toMatchObject({ code: 3 });
      expect(result.stderr).toContain(name);
      expect(await contentOf(warehouse)).toEqual(before);
    }
  });

  it('4: an S3 server that cannot be reached, which is named', async () => {
    const s3 = await startS3();
    await s3.stop();
    const env = { ...s3.environment, LOG_DATA: 's3://some-bucket/log_data' };
    const result = await run(DAY, { env });
    expect(result).toMatchObject({ code: 4 });
    expect(result.stderr).toMatch(/cannot reach 127\.0\.0\.1:\d+ for s3:\/\/some-bucket\/log_data/);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  it('4: a bucket that is not there', async () => {
    const s3 = await startS3();
    try {
      const result = await run(DAY, { env: { ...s3.environment, SONG_DATA: 's3://no-such-bucket/song_data' } });
      expect(result).toMatchObject({ code: 4 });
      expect(result.stderr).toContain('there is no bucket s3://no-such-bucket');
    } finally {
      await s3.stop();
    }
  });

  it('4: no credentials for S3', async () => {
    const s3 = await startS3();
    try {
      const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ...env } = s3.environment;
      const result = await run(DAY, { env: { ...env, LOG_DATA: 's3://some-bucket/log_data' } });
      expect(result).toMatchObject({ code: 4 });
      expect(result.stderr).toMatch(/no AWS credentials to read s3:\/\/some-bucket/);
      // What the message advises must exist.
      const [advice = ''] = /set (S3_\w+)=true/.exec(result.stderr)?.slice(1) ?? [];
      expect(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')).toContain(`${advice}=`);
    } finally {
      await s3.stop();
    }
  });

  it('5: a table that is not the tool’s own', async () => {
    await queryDuckDb(path('foreign.duckdb'), 'create table users (id integer)');
    const result = await run([...DAY, '--warehouse', 'duckdb:foreign.duckdb']);
    expect(result).toMatchObject({ code: 5 });
    expect(result.stderr).not.toMatch(/\n\s+at |This is a bug/);
    expect(await queryDuckDb(path('foreign.duckdb'), 'select * from users')).toEqual([]);
  });

  it('6: another process has the DuckDB file open; it is named', async () => {
    const release = await holdDuckDb(warehouse);
    try {
      for (const command of [DAY, ['check'], ['create-tables']]) {
        const result = await run(command);
        expect(result, command.join(' ')).toMatchObject({ code: 6 });
        expect(result.stderr).toMatch(new RegExp(`sparkify\\.duckdb is in use by process ${process.pid}`));
      }
    } finally {
      release();
    }
    expect(await run(['check'])).toMatchObject({ code: 0 });
  });

  it('7: an earlier step is missing', async () => {
    expect(await run(['load-fact', '--date', '2018-11-02'])).toMatchObject({ code: 7, stdout: '' });
  });

  it('a DuckDB file that cannot be written says so, and not that it is a bug', async () => {
    await queryDuckDb(path('readonly.duckdb'), 'select 1');
    chmodSync(path('readonly.duckdb'), 0o444);
    const result = await run([...DAY, '--warehouse', 'duckdb:readonly.duckdb']);
    // root may write it all the same.
    expect([0, 2, 5]).toContain(result.code);
    expect(result.stderr).not.toMatch(/\n\s+at |This is a bug/);
  });

  it('5: a folder for temporary files that is not there is no bug, and is named with its variable', async () => {
    const result = await run(DAY, { env: { TMPDIR: path('no-such-folder') } });
    expect(result).toMatchObject({ code: 5 });
    expect(result.stderr).toMatch(/no temporary folder can be made in \S+no-such-folder: /);
    expect(result.stderr).toMatch(/→ set TMPDIR to a folder/);
    expect(result.stderr).not.toMatch(/\n\s+at |This is a bug/);
  });

  it('a reader that closes our output early is no failure', async () => {
    const running = startCli(['run-all', '--all', '--json'], { cwd: path() });
    running.child.stdout?.destroy();
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });
});
