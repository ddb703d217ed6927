import { existsSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSampleWorkspace } from '../support/workspace.ts';

const { run, path } = await createSampleWorkspace();
const summaryFile = path('summary.md');
const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summaryFile };

/** Runs as a step does; returns its workflow commands and its summary. */
async function step(args: readonly string[], env: Record<string, string> = {}) {
  rmSync(summaryFile, { force: true });
  const { code, stdout, stderr } = await run(args, { env: { ...github, ...env } });
  const commands = `${stdout}\n${stderr}`.split(/\r\n|\r|\n/).filter((line) => /^\s*::|##\[/.test(line));
  return { code, stdout, commands, summary: existsSync(summaryFile) ? readFileSync(summaryFile, 'utf8') : '' };
}

describe('what keeps a run from beginning is an annotation, and in the summary of the step', () => {
  it.each([
    ['a date', ['run-all', '--date', '2018-13-01'], {}, /2018-13-01/],
    ['flags that exclude each other', ['run-all', '--date', '2018-11-01', '--from', '2018-11-01'], {}, /--from/],
    ['a setting', ['run-all', '--all'], { MAX_ERRORS: 'abc' }, /MAX_ERRORS: expected/],
    ['a log file', ['run-all', '--all', '--log-file=/nonexistent/x.log'], {}, /nonexistent/],
    ['with --json', ['run-all', '--all', '--json'], { MAX_ERRORS: 'abc' }, /MAX_ERRORS: expected/],
    ['a retry', ['retry', '--quiet'], { MAX_ERRORS: 'abc', WAREHOUSE_URL: 'mysql://host/db' }, /WAREHOUSE_URL/],
  ] as const)('%s', async (_, args, env, message) => {
    const { code, commands, summary, stdout } = await step(args, env);
    expect(code).toBe(2);
    expect(commands).toEqual([expect.stringMatching(`^::error title=sparkify-etl ${args[0]}::✖ .+`)]);
    expect(commands[0]).toMatch(message);
    expect(summary).toMatch(new RegExp(`^### ✖ sparkify-etl ${args[0]} failed \\(exit code 2\\)\n\n\`\`\`text\n✖ `));
    expect(summary).toMatch(message);
    if ((args as readonly string[]).includes('--json'))
      expect(JSON.parse(stdout)).toMatchObject({ type: 'run-failed' });
  });

  it('a command line that is wrong', async () => {
    const { code, commands, summary } = await step(['run-all', '--unknown']);
    expect(code).toBe(2);
    expect(commands).toEqual([expect.stringMatching(/^::error title=sparkify-etl::✖ .*--unknown/)]);
    expect(summary).toMatch(/^### ✖ sparkify-etl failed \(exit code 2\)\n/);
  });

  it('and nothing in it is a command of its own', async () => {
    const forged = '::stop-commands::x\n::error::forged\r##[error]forged';
    for (const [args, env] of [
      [['run-all', '--date', forged], {}],
      [['run-all', '--all'], { MAX_ERRORS: forged }],
      [['run-all', `--unknown${forged}`], {}],
      [[forged], {}],
    ] as const) {
      const { code, commands } = await step(args, env);
      expect(code).toBe(2);
      const own = commands.filter((line) => line.startsWith('::error title=sparkify-etl'));
      expect(own).toHaveLength(1);
      // Whatever the runner may find in the line of ours, it takes its beginning.
      expect(commands.filter((line) => !own.includes(line))).toEqual([]);
    }
  });
});

it('outside of GitHub Actions neither is made', async () => {
  const { code, commands, summary } = await step(['run-all', '--date', '2018-13-01'], { GITHUB_ACTIONS: '' });
  expect({ code, commands, summary }).toEqual({ code: 2, commands: [], summary: '' });
});
