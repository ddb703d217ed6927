import { parse } from 'yaml';

// What the readers of exported files make of them, written from their documentation and source, not from ours.

export interface Crontab {
  readonly variables: Readonly<Record<string, string>>;
  readonly jobs: readonly { readonly times: string; readonly command: string }[];
}

/** crontab(5), and load_env of cron's env.c: a line is a comment, an assignment, or five times and a command. */
export function readCrontab(text: string): Crontab {
  const variables: Record<string, string> = {};
  const jobs: { times: string; command: string }[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '' && !each.trimStart().startsWith('#'))) {
    const assigned = readAssignment(line);
    if (assigned !== undefined) variables[assigned.name] = assigned.value;
    else {
      const [, times = '', command = ''] = /^((?:\S+\s+){5})(.*)$/.exec(line) ?? [];
      if (/[%\\]/.test(command)) throw new Error(`which cron would change: ${command}`);
      jobs.push({ times: times.trim(), command });
    }
  }
  return { variables, jobs };
}

function readAssignment(line: string): { name: string; value: string } | undefined {
  const [, name, rest = ''] = /^\s*(\w+)\s*=\s*(.*)$/s.exec(line) ?? [];
  if (name === undefined) return undefined;
  const mark = rest.charAt(0);
  if (mark !== '"' && mark !== "'") return { name, value: rest.trimEnd() };
  const end = rest.indexOf(mark, 1);
  // Only white space may follow the closing quote; else the line is none of these.
  if (end === -1 || rest.slice(end + 1).trim() !== '') return undefined;
  return { name, value: rest.slice(1, end) };
}

export type Unit = Readonly<Record<string, readonly (readonly [key: string, value: string])[]>>;

/** systemd.syntax(7): sections of `key=value`; a backslash at the end of a line joins it with the next. */
export function readUnit(text: string): Unit {
  const unit: Record<string, [string, string][]> = {};
  let section: [string, string][] = [];
  for (const line of text.replace(/\\\n/g, ' ').split('\n')) {
    if (line.trim() === '' || /^[#;]/.test(line)) continue;
    const [, name] = /^\[(.+)\]$/.exec(line) ?? [];
    if (name !== undefined) {
      section = [];
      unit[name] = section;
    } else {
      const at = line.indexOf('=');
      section.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
    }
  }
  return unit;
}

export function valuesOf(unit: Unit, section: string, key: string): string[] {
  return (unit[section] ?? []).flatMap(([name, value]) => (name === key ? [value] : []));
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', "'": "'", s: ' ', n: '\n', t: '\t' };

/** The words of a value: quotes are removed, escapes read unless `keepsEscapes`. Throws on what systemd would warn of. */
export function systemdWords(text: string, keepsEscapes = false): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) at += 1;
    else {
      const mark = /["']/.test(text.charAt(at)) ? text.charAt(at) : '';
      if (mark !== '') at += 1;
      let word = '';
      const isEnd = () => (mark === '' ? /\s/.test(text.charAt(at)) : text.charAt(at) === mark);
      while (at < text.length && !isEnd()) {
        if (text.charAt(at) === '\\' && !keepsEscapes) {
          at += 1;
          const meant = ESCAPES[text.charAt(at)];
          if (meant === undefined) throw new Error(`unknown escape in ${text}`);
          word += meant;
        } else word += text.charAt(at);
        at += 1;
      }
      if (mark !== '') {
        if (text.charAt(at) !== mark) throw new Error(`unbalanced quotes in ${text}`);
        at += 1;
        if (at < text.length && !/\s/.test(text.charAt(at))) throw new Error(`text after a closing quote in ${text}`);
      }
      words.push(word);
    }
  }
  return words;
}

/** systemd.unit(5): `%%` is a percent sign, any other letter after one is looked up. */
export function withoutSpecifiers(text: string): string {
  return text.replace(/%(.?)/gs, (_all, letter: string) => {
    if (letter !== '%') throw new Error(`a specifier in ${text}`);
    return '%';
  });
}

/** systemd.service(5): in arguments, `$$` is a dollar sign, and `$NAME` or `${NAME}` a variable. */
export function withoutVariables(argument: string): string {
  return argument.replace(/\$(.?)/gs, (_all, next: string) => {
    if (next !== '$') throw new Error(`a variable in ${argument}`);
    return '$';
  });
}

/** YAML of a workflow or an action. */
export function readYaml<T>(text: string): T {
  return parse(text, { strict: true }) as T;
}

/** The expressions in a text: what stands between `${{` and `}}`, quotes respected. */
export function expressionsIn(text: string): string[] {
  return [...text.matchAll(EXPRESSION)].map(([, inner = '']) => inner.trim());
}

const EXPRESSION = /\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/g;

/** A text with its expressions replaced: literals by themselves, others by what `values` says. */
export function evaluate(text: string, values: Readonly<Record<string, string>> = {}): string {
  return text.replace(EXPRESSION, (_all, inner: string) => {
    const [, literal] = /^\s*'((?:[^']|'')*)'\s*$/.exec(inner) ?? [];
    if (literal !== undefined) return literal.replaceAll("''", "'");
    const value = values[inner.trim()];
    if (value === undefined) throw new Error(`${inner.trim()} is not known`);
    return value;
  });
}
