import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TIMEOUT_MS = 300_000;

/** Runs scripts/crash.js, as `npm run crash` does after it has built the program. */
function crash(...args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/crash.js', ...args], { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

it.each(['duckdb', 'postgres', 'redshift'])(
  'on %s a run that is killed at some of its statements makes no difference after the next',
  async (engine) => {
    const { code, stdout, stderr } = await crash(
      ...['--warehouse', engine, '--scene', 'catch-up', '--points', '4', '--random', '0', '--seed', '1'],
    );
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(
      /^ {2}✔ catch-up \(run-all\), which has \d{3,} points in \d+ ms: 4 points and 0 moments tried/m,
    );
    // The last of the four comes when the run has said how it ended, if at all.
    expect(stdout).toMatch(/^ {2}([23]) killed runs were in the history as under way; the next run told of \1$/m);
    expect(stdout).toMatch(/\nNo differences\.\n$/);
  },
  TIMEOUT_MS,
);

it(
  'a point that no run comes to is not taken for a kill',
  async () => {
    const { code, stdout } = await crash('--only', 'duckdb/prune/9999');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}in all 1 points and 0 moments tried \(1 came after the end\), 0 differences, in/m);
  },
  TIMEOUT_MS,
);

it.each([
  ['--warehouse', 'oracle'],
  ['--only', 'duckdb/nowhere/1'],
  ['--points', 'many'],
  ['--data', 'nowhere'],
])('%s %s is refused with the usage', async (...args) => {
  const { code, stdout, stderr } = await crash(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^(--\w+: )?(expected|no such folder).*\n\nusage: npm run crash/);
});
