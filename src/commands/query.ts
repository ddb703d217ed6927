import { type QueryCommand, WAREHOUSE_SETTINGS } from './command.ts';

export const query: QueryCommand = {
  kind: 'query',
  name: 'query',
  summary: 'run a built-in query, or one of your own that only reads; without a name, list the built-in ones',
  examples: [
    'sparkify-etl query',
    'sparkify-etl query most-played-songs --date 2018-11-15',
    'sparkify-etl query top-listeners --limit 50 --format csv > listeners.csv',
    'sparkify-etl query --sql "select level, count(*) from songplays group by level"',
    'sparkify-etl query --file report.sql --format markdown',
  ],
  argument: '[name]',
  settings: WAREHOUSE_SETTINGS,
  days: 'optional',
  flags: [
    { syntax: '--sql <select>', description: 'a query to run instead of a built-in one: one SELECT, or WITH … SELECT' },
    { syntax: '--file <file>', description: 'a file that holds the query' },
    { syntax: '--date <day>', description: 'of a built-in query, a day in UTC: 2018-11-15' },
    { syntax: '--from <day>', description: 'first of several days' },
    { syntax: '--to <day>', description: 'last of several days, included' },
    { syntax: '--limit <n>', description: 'rows at most' },
    {
      syntax: '--format <format>',
      description: 'default: table on a terminal, csv elsewhere',
      choices: ['table', 'csv', 'json', 'markdown'],
    },
  ],
};
