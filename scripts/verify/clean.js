import { eventsIn, runWell } from './program.js';

/** Evaluates all checks on the tables as they were loaded, of all days and of each; resolves to the number that did not come out well. */
export async function verifyClean({ reference: { warehouse } }) {
  const rows = await warehouse.query('select distinct log_date as day from staging_events order by day');
  const days = rows.map(({ day }) => day);
  const warnings = new Map();
  const bad = [];
  let evaluated = 0;
  for (const chosen of [undefined, ...days]) {
    // Ends well only if none fails.
    const { stdout } = await runWell(warehouse, ['check', ...(chosen === undefined ? [] : ['--date', chosen])]);
    const results = eventsIn(stdout).flatMap(({ type, result }) => (type === 'check-finished' ? [result] : []));
    evaluated += results.length;
    for (const { check, outcome, count } of results) {
      const where = `${chosen?.slice(5) ?? 'all days'}: ${count}`;
      if (outcome === 'warned') warnings.set(check, [...(warnings.get(check) ?? []), where]);
      else if (outcome !== 'passed') bad.push(`${check} of ${chosen ?? 'all days'}: ${outcome}`);
    }
  }
  for (const [check, where] of warnings) console.log(`  ${check} warns: ${where.join(', ')} rows`);
  for (const each of bad) console.log(`  ✖ ${each}`);
  console.log(
    `  ${evaluated} outcomes, of all days and of ${days.length} days alone; none failed, ${bad.length} empty or broken, ${warnings.size} checks warned`,
  );
  return bad.length;
}
