import type { PlannedConversation, PlannedStatement } from '../../core/run-plan.ts';
import type { SqlValue } from '../../core/statement.ts';
import { count } from '../format.ts';
import type { Style } from '../style.ts';
import { clean } from '../text.ts';

/** Lists of files are values too: they would bury the statements. */
const LONGEST_VALUE = 200;

const HEAD = [
  'The statements, connection by connection, in the order in which each is begun; those of several connections may mix.',
  'No file was read: numbers of rows stand as 0 or 1, songs as null, ids, times and temporary folders will be others, and what only',
  'odd records call for is not here: rejects, reading them again another way, showing what checks found.',
];

/** The statements as a SQL script; the names of the files they come from, and bound values, are comments. */
export function scriptText(conversations: readonly PlannedConversation[], style: Style): string {
  const comment = (text: string) => style.dim(`-- ${text}`);
  const parts = conversations.map(({ title, statements }, n) =>
    [`\n\n${comment(`${n + 1}. ${clean(title)}`)}`, ...statements.map((each) => statementText(each, comment))].join(
      '\n\n',
    ),
  );
  return `\n${['', ...HEAD].map((line) => (line === '' ? '--' : comment(line))).join('\n')}${parts.join('')}\n`;
}

function statementText({ name, sql, values }: PlannedStatement, comment: (text: string) => string): string {
  const bound = values.map((value, n) => comment(`$${n + 1} = ${valueText(value)}`));
  // Text of the tool and of checks; a name of a file may have anything in it.
  return [comment(clean(name)), ...bound, `${sql.replace(/;\s*$/, '')};`].join('\n');
}

function valueText(value: SqlValue): string {
  if (typeof value !== 'string') return String(value);
  const shown = clean(value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value);
  return value.length > LONGEST_VALUE ? `'${shown}' (${count(value.length)} characters; --json has all)` : `'${shown}'`;
}
