import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../src/core/event.ts';
import { annotationCommand } from '../../src/reporters/github/commands.ts';
import type { GithubEnv } from '../../src/reporters/github/index.ts';
import { createRunReporter } from '../../src/reporters/run-reporter.ts';
import { MemoryOutput } from '../support/memory-output.ts';
import { ScriptedRun } from '../support/scripted-run.ts';
import { failedStagingRun, mixedChecksRun, successfulRun } from './recorded-runs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'github-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function present({ steps }: ScriptedRun, env: GithubEnv = {}) {
  const summaryFile = join(folder, 'summary.md');
  const messages = new MemoryOutput();
  const given = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder, GITHUB_STEP_SUMMARY: summaryFile, ...env };
  const reporter = await createRunReporter('json', {
    messages,
    results: new MemoryOutput(),
    env: given,
    now: () => new Date(0),
  });
  for (const { event } of steps) reporter.report(event);
  await reporter.close();
  const summary = await readFile(summaryFile, 'utf8').catch(() => undefined);
  return { commands: messages.text.split('\n').slice(0, -1), summary };
}

const runWith = (...found: readonly Partial<CheckResult>[]) =>
  new ScriptedRun(found.map((_, index) => `Title ${index + 1}.`))
    .start()
    .check(Object.fromEntries(found.map((result, index) => [index + 1, result])))
    .finish();

test('outside of GitHub Actions nothing is said to it', async () => {
  expect(await present(mixedChecksRun(), { GITHUB_ACTIONS: undefined })).toEqual({ commands: [], summary: undefined });
});

describe('annotations', () => {
  test('are made for the failure of the run, and for each check that failed, is broken or warned', async () => {
    const { commands } = await present(mixedChecksRun());
    expect(commands).toEqual([
      '::error title=sparkify-etl check::✖ 1 of 14 checks could not be evaluated, 3 failed%0A  → correct check_8.sql and run again',
      '::error title=check check_4 failed::Every matched song is known: 12 of 3,400 rows, 0.35%25%0Auser_id=12  level=paid%0A… and 11 more',
      '::error title=check check_8 is broken::Songs are unique: line 3: there is no column "sogn_id" in songs',
      '::error title=check check_11 failed::Artists have a place on the map: found 7',
      '::error title=check check_13 failed::Times are within the loaded days: 2 differences%0A  hour,plays%0A- 8,120%0A+ 8,119%0A  9,98',
      '::warning title=check check_10 warns::Artists are unique: 7,000 of 10,025 rows, 69.8%25 (not blocking: --no-block)%0Auser_id=12  level=paid%0A… and 6,999 more',
    ]);
    expect((await present(successfulRun())).commands).toEqual([]);
  });

  test('stay one line each, and in their place, whatever the data holds', async () => {
    const sample = [{ 'a,b': '50%0A\n::error::x' }];
    const { commands } = await present(runWith({ outcome: 'failed', count: 1, sample }));
    expect(commands).toEqual(['::error title=check check_1 failed::Title 1: 1 offending row%0Aa,b=50%250A ::error::x']);
    const odd = { level: 'error', title: 'a:b,c%\r\n::', file: 'd,e.sql', message: ':,%\r\n' } as const;
    expect(annotationCommand(odd)).toBe('::error file=d%2Ce.sql,title=a%3Ab%2Cc%25%0D%0A%3A%3A:::,%25%0D%0A\n');
  });

  test('belong to a file only if it is one of the repository', async () => {
    await mkdir(join(folder, 'checks', 'node_modules'), { recursive: true });
    for (const path of ['checks/a,b.sql', 'checks/node_modules/c.sql']) await writeFile(join(folder, path), '');
    const failed = { outcome: 'failed', count: 1, finding: 'x' } as const;
    const { commands } = await present(
      runWith(
        { ...failed, origin: join(folder, 'checks', 'a,b.sql') },
        { ...failed, origin: join(folder, 'checks', 'gone.sql') },
        { ...failed, origin: join(folder, 'checks', 'node_modules', 'c.sql') },
        { ...failed, origin: join(tmpdir(), 'elsewhere.sql') },
      ),
    );
    expect(commands.map((line) => line.slice(0, line.indexOf(' failed::')))).toEqual([
      '::error file=checks/a%2Cb.sql,title=check check_1',
      '::error title=check check_2',
      '::error title=check check_3',
      '::error title=check check_4',
    ]);
  });

  test('are not more than GitHub shows; the last one counts the others', async () => {
    const many = (result: Partial<CheckResult>, times: number) => Array.from({ length: times }, () => result);
    const { commands } = await present(
      runWith(...many({ outcome: 'failed', count: 1 }, 10), ...many({ outcome: 'warned', count: 1 }, 12)),
    );
    expect(commands.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    const warnings = commands.filter((line) => line.startsWith('::warning '));
    expect(warnings).toHaveLength(10);
    expect(warnings.at(-1)).toMatch(/^::warning title=3 more warnings::3 more warnings;/);
  });
});

describe('the summary of the step', () => {
  test('of a run that failed', async () => {
    const { summary } = await present(mixedChecksRun());
    expect(summary).toBe(`\
### ✖ sparkify-etl check failed after 0.2s (exit code 8)

2018-11-01 … 2018-11-30 (30 days) · duckdb sparkify.duckdb · run 20260301T040000Z-4f1c

\`\`\`text
✖ 1 of 14 checks could not be evaluated, 3 failed
  → correct check_8.sql and run again
\`\`\`

| figure | amount | of what |
| --- | ---: | --- |
| checks | 3 | failed, 1 broken, 1 warned, 7 passed |
|  | 2 | with nothing to examine |

| check | outcome | what holds | found | rows | share |
| --- | --- | --- | --- | ---: | ---: |
| check_8 | broken | Songs are unique | line 3: there is no column "sogn_id" in songs |  |  |
| check_4 | failed | Every matched song is known | 12 of 3,400 rows, 0.35% | 12 | 0.35% |
| check_11 | failed | Artists have a place on the map | found 7 |  |  |
| check_13 | failed | Times are within the loaded days | 2 differences | 2 |  |
| check_10 | warned | Artists are unique | 7,000 of 10,025 rows, 69.8% (not blocking: --no-block) | 7,000 | 69.8% |
| check_6 | empty | Users are unique | nothing to examine |  |  |
| check_14 | empty | Staged plays are not fewer than loaded plays | nothing to examine |  |  |

7 of 14 checks passed.

<details><summary><b>check_4</b> – Every matched song is known: 12 of 3,400 rows, 0.35%</summary>

\`\`\`text
user_id=12  level=paid
… and 11 more
\`\`\`

</details>

<details><summary><b>check_13</b> – Times are within the loaded days: 2 differences</summary>

\`\`\`diff
  hour,plays
- 8,120
+ 8,119
  9,98
\`\`\`

</details>

<details><summary><b>check_10</b> – Artists are unique: 7,000 of 10,025 rows, 69.8% (not blocking: --no-block)</summary>

\`\`\`text
user_id=12  level=paid
… and 6,999 more
\`\`\`

</details>

`);
  });

  test('of a run that succeeded, and of one that did not get to its checks', async () => {
    const good = await present(successfulRun());
    expect(good.summary).toMatch(/^### ✔ sparkify-etl run finished in 1\.9s\n/);
    expect(good.summary).toContain('\n14 of 14 checks passed.\n');
    expect(good.summary).not.toContain('<details>');
    await rm(join(folder, 'summary.md'));
    const bad = await present(failedStagingRun());
    expect(bad.summary).toContain('\n0 of 14 checks passed, 14 not reached.\n');
  });

  test('is added to what the step wrote before', async () => {
    await writeFile(join(folder, 'summary.md'), '# Before\n\n');
    const { summary } = await present(successfulRun());
    expect(summary).toMatch(/^# Before\n\n### ✔ sparkify-etl/);
  });

  test('shows data as text, never as markup', async () => {
    const sample = [{ name: '``` </details> <img src=x>' }];
    const { summary = '' } = await present(
      runWith({ outcome: 'failed', count: 1, title: '<b> | `x` [y](z) &amp;.', sample }),
    );
    expect(summary).toContain('| check_1 | failed | \\<b> \\| \\`x\\` \\[y\\](z) &amp; | 1 offending row |');
    expect(summary).toContain('– &lt;b&gt; | `x` [y](z) &amp;amp;: 1 offending row</summary>');
    expect(summary).toContain('\n````text\nname=``` </details> <img src=x>\n````\n');
  });

  test('stays far below the size that GitHub accepts', async () => {
    const row = Object.fromEntries(Array.from({ length: 300 }, (_, column) => [`column_${column}`, '🎵'.repeat(100)]));
    const broken = {
      outcome: 'failed',
      count: 9,
      title: 'x'.repeat(10_000),
      sample: [row, row, row, row, row],
    } as const;
    const { summary = '' } = await present(runWith(...Array.from({ length: 300 }, () => broken)));
    expect(Buffer.byteLength(summary)).toBeLessThan(512 * 1024);
    expect(summary).toMatch(/\nThe log shows the evidence of \d+ more checks\.\n/);
    expect(summary).toContain('\n100 more checks did not pass.\n');
  });

  test('that cannot be written is a warning', async () => {
    const { commands } = await present(successfulRun(), { GITHUB_STEP_SUMMARY: join(folder, 'not', 'there.md') });
    expect(commands).toEqual([
      expect.stringMatching(/^::warning title=sparkify-etl::cannot write the summary of this step: ENOENT/),
    ]);
  });
});
