/** Prints a point with what is wrong with it. */
export function showProblems({ point, problems, message }) {
  if (problems.length === 0) return;
  console.log(`  ✖ ${point.name}`);
  for (const problem of problems) console.log(`      ${problem}`);
  if (message !== undefined) console.log(`      it said: ${message}`);
}

/** Prints a line for each fault: points, how the runs ended, tries, differences. */
export function showTable(results) {
  const faults = [...new Set(results.map(({ point }) => point.fault.name))];
  for (const name of faults) {
    const own = results.filter(({ point }) => point.fault.name === name);
    const wrong = own.filter(({ problems }) => problems.length > 0).length;
    const retried = own.filter(({ retries }) => retries > 0).length;
    const missed = own.filter(({ isHit }) => !isHit).length;
    const parts = [
      `${own.length} points`,
      endings(own),
      ...(retried === 0 ? [] : [`${retried} with tasks tried again`]),
      ...(missed === 0 ? [] : [`${missed} never came`]),
      `${wrong} with differences`,
    ];
    console.log(`  ${wrong === 0 ? '✔' : '✖'} ${name}: ${parts.join('; ')}`);
  }
}

function endings(results) {
  const codes = new Map();
  for (const { code } of results) codes.set(code, (codes.get(code) ?? 0) + 1);
  const word = (code) => (code === 0 ? 'succeeded' : `ended with ${code}`);
  return [...codes]
    .sort(([one], [other]) => one - other)
    .map(([code, count]) => `${count} ${word(code)}`)
    .join(', ');
}

/** Prints what the program said when it failed, each text once for a fault. */
export function showMessages(results) {
  const seen = new Map();
  for (const { point, message } of results) {
    if (message === undefined) continue;
    const text = `${point.fault.name}: ${message
      .replace(/\s*\n\s*/g, ' | ')
      .replace(/127\.0\.0\.1:\d+/g, 'HOST')
      .replace(/sparkify_verify_\w+|\/tmp\/[^ ]*|\d{8}T\d{6}Z-\w+/g, '…')}`;
    seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  for (const [text, count] of [...seen].sort()) console.log(`    ${count} × ${text}`);
}
