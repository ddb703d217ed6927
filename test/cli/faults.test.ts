import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/faults.js', import.meta.url));

/** Some ten runs of the program, on a machine that may be busy. */
const PATIENCE_MS = 300_000;

const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGINT');
});

async function faults(...args: readonly string[]) {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  children.delete(child);
  return { code, stdout, stderr };
}

it.each([
  ['duckdb', ['503 once / program GET log_data', 'replaced between', 'file in use']],
  ['postgres', ['truncated body / program LIST', 'answer of a commit lost', 'server restarted']],
  ['redshift', ['reset before headers / program GET', 'serialization violation', 'disk full']],
] as const)(
  'npm run faults tries points on %s, and finds no differences',
  { timeout: PATIENCE_MS },
  async (engine, names) => {
    const only = names.flatMap((name) => ['--only', `${engine} / again / ${name}`]);
    const result = await faults('--warehouse', engine, '--command', 'again', '--points', '1', '--lanes', '1', ...only);
    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('3 points tried, 0 with differences');
  },
);

it('npm run faults says what is wrong with its options', async () => {
  expect(await faults('--points', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('usage: npm run faults'),
  });
  expect(await faults('--warehouse', 'oracle')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('found "oracle"'),
  });
});
