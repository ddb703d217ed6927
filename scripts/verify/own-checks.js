import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsIn, failureIn, start } from './program.js';
import { differencesBetween, PUBLISHED } from './tables.js';

const DAY = '2018-11-15';

const CHECKS = {
  'short_sessions.sql': `-- No session has more than 500 plays on a day.
select log_date, session_id, count(*) as plays
from songplays
where log_date between :'first_day' and :'last_day'
group by log_date, session_id
having count(*) > 500
`,
  'counts.yaml': `- name: users_known
  sql: select count(*) from users
  operator: between
  expected: [1, 1000]
- check_sql: select count(*) from users where user_id is null
  expected_result: 0
`,
};
const QUERIES = {
  'plays_by_level.sql': 'select level, count(*) as plays from songplays group by level order by level\n',
};
const REFUSING = {
  'nobody_from_nowhere.sql': `-- No play comes from where nobody lives.
select songplay_id, location from songplays where log_date between :'first_day' and :'last_day'
`,
};

/** Runs checks and a query as somebody would write them, and a check that refuses a day; resolves to the number of surprises. */
export async function verifyOwnChecks({ engine, reference }) {
  const warehouse = await engine.warehouse('checked');
  await warehouse.copyFrom(reference.warehouse);
  const folders = writeFolders(warehouse.folder);
  const wrong = [...(await compareResults(warehouse, folders)), ...(await refuseDay(warehouse, folders))].filter(
    (holds) => !holds,
  );
  return wrong.length;
}

function writeFolders(root) {
  const write = (name, files) => {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return folder;
  };
  return {
    checks: write('own-checks', CHECKS),
    queries: write('own-queries', QUERIES),
    refusing: write('refusing-checks', REFUSING),
  };
}

async function compareResults(warehouse, { checks, queries }) {
  const check = async (...args) => start(warehouse, ['check', '--queries', queries, ...args]).ended;
  const written = await check('--update');
  const expected = join(queries, 'plays_by_level.expected.csv');
  const text = written.code === 0 ? readFileSync(expected, 'utf8') : failureIn(written);
  const passed = await check('--checks', checks);
  const own = resultsIn(passed).filter(({ origin }) => !origin.startsWith('src/'));
  writeFileSync(expected, text.replace('free', 'gratis'));
  const differing = await check('--only', 'plays_by_level');
  const [{ diff = [] } = {}] = resultsIn(differing);
  writeFileSync(expected, text);
  return [
    tell('the expected result is written', written.code === 0, inLine(text)),
    tell(
      'checks of three forms pass',
      passed.code === 0 && own.length === 4 && own.every(({ outcome }) => outcome === 'passed'),
      own.map(({ check: name, outcome }) => `${name} ${outcome}`).join(', '),
    ),
    tell(
      'a spoiled expected result fails with exit code 1 and a diff',
      differing.code === 1 && ['- gratis', '+ free'].every((line) => diff.some((each) => each.startsWith(line))),
      `${differing.code}: ${diff.join(' | ')}`,
    ),
  ];
}

async function refuseDay(warehouse, { refusing }) {
  const before = await warehouse.export(PUBLISHED);
  const run = await start(warehouse, ['run-all', '--date', DAY, '--checks', refusing]).ended;
  const differences = differencesBetween(before, await warehouse.export(PUBLISHED));
  const [{ run: id } = {}] = eventsIn(run.stdout).filter(({ type }) => type === 'run-started');
  const count = async (table, where) => {
    const [{ answer }] = await warehouse.query(
      `select count(*) as answer from ${table} where run_id = '${id}' and ${where}`,
    );
    return Number(answer);
  };
  const failed = await count('etl_check_results', "check_name = 'nobody_from_nowhere' and outcome = 'failed'");
  const all = await count('etl_check_results', '1 = 1');
  const rows = await count('etl_check_failures', "check_name = 'nobody_from_nowhere'");
  return [
    tell(
      'a day that a check refuses is not published',
      run.code === 1 && differences.length === 0,
      `exit code ${run.code}`,
    ),
    tell(
      'what the checks found is kept',
      failed === 1 && all > 40 && rows > 0,
      `${all} results, ${rows} offending rows`,
    ),
  ];
}

function resultsIn({ stdout }) {
  return eventsIn(stdout).flatMap(({ type, result }) => (type === 'check-finished' ? [result] : []));
}

function tell(title, holds, found) {
  console.log(`  ${holds ? '✔' : '✖'} ${title}: ${found}`);
  return holds;
}

function inLine(text) {
  return text.trimEnd().split('\n').join(' | ');
}
