import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInChecks } from '../src/checks/built-in.ts';
import type { CheckDefinition } from '../src/checks/definition.ts';
import { EXIT_CODES } from '../src/core/errors.ts';
import { SETTINGS, type Setting } from '../src/settings/index.ts';
import { describe as describeFile, openCatalog } from '../src/sql/catalog.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('the documentation', () => {
  it('has the exit codes that the program has', () => {
    const rows = [...read('docs/exit-codes.md').matchAll(/^\| (\d+) \| (\w+) \|/gm)];
    expect(Object.fromEntries(rows.map(([, code, name]) => [name, Number(code)]))).toEqual(EXIT_CODES);
  });

  it('has every built-in check, with what its file says of it', () => {
    const [always = '', checkOnly = ''] = read('docs/checks.md').split('These are part of `sparkify-etl check` only');
    const rowsIn = (text: string) => text.match(/^\| `\w+` \| .* \| (?:error|warn) \| (?:days|all) \|$/gm) ?? [];
    const rowsOf = (when: CheckDefinition['when']) =>
      builtInChecks(openCatalog('duckdb'))
        .filter((check) => check.when === when)
        .map(
          ({ name, title, severity, scope }) =>
            `| \`${name}\` | ${title.replace(/\.$/, '')} | ${severity} | ${scope} |`,
        );
    expect([...rowsIn(always)].sort()).toEqual([...rowsOf('always')].sort());
    expect([...rowsIn(checkOnly)].sort()).toEqual([...rowsOf('check')].sort());
  });

  it('has every built-in query', () => {
    const rows = [...read('docs/queries.md').matchAll(/^\| `([\w-]+)` \| [^|]+ \| (\d+|all) \| /gm)];
    const queries = openCatalog('duckdb').names('query/');
    expect(rows.map(([, name]) => `query/${name}`).sort()).toEqual(queries);
    for (const [, name, limit] of rows) {
      const header = describeFile(`query/${name}`, 'duckdb').find((line) => line.startsWith('limit: '));
      expect(header ?? 'limit: all', name).toBe(`limit: ${limit}`);
    }
  });

  it('has every setting in the README', () => {
    const rows = [...read('README.md').matchAll(/^\| `([A-Z0-9_]+)` \| (?:`(--[\w-]+)`|–) \|/gm)];
    const settings = Object.values<Setting<unknown>>(SETTINGS).map(({ variable, flag }) => [variable, flag]);
    expect(rows.map(([, variable, flag]) => [variable, flag]).sort()).toEqual(settings.sort());
  });

  it('of operating names all that an exported workflow asks the repository for', () => {
    const page = read('docs/operating.md');
    const asked = [
      ...read('docs/examples/github-actions.yml').matchAll(/\b(?:vars|secrets)\.(\w+)/g),
      ...read('src/exports/github-actions.ts').matchAll(
        /'((?:vars|secrets)\.)?(AWS_\w*KEY\w*|AWS_R\w+|WAREHOUSE_PASSWORD)'/g,
      ),
    ].map((found) => found.at(-1) ?? '');
    expect(asked.length).toBeGreaterThan(3);
    for (const name of asked) expect(page).toMatch(new RegExp(`^   \\| (?:variable|secrets?) .*\`${name}\``, 'm'));
  });

  it('of operating has policies that are JSON, and links that lead somewhere', () => {
    const page = read('docs/operating.md');
    const policies = [...page.matchAll(/^ *```json\n(.*?)^ *```/gms)].map(([, text = '']) => JSON.parse(text));
    expect(policies.filter((each) => each.Statement !== undefined)).toHaveLength(2);
    const headings = (text: string) =>
      [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      );
    const links = [...page.matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g)];
    expect(links.length).toBeGreaterThan(10);
    for (const [, path = '', anchor] of links) {
      const url = new URL(path === '' ? 'operating.md' : path, new URL('../docs/operating.md', import.meta.url));
      expect(existsSync(url), path).toBe(true);
      if (anchor !== undefined) expect(headings(readFileSync(url, 'utf8')), path).toContain(anchor);
    }
  });
});
