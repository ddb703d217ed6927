import { eventsIn } from '../verify/program.js';

/** Names of exit codes that no fault explains: a bug, checks that fail, checks that are broken. */
const NEVER = new Map([
  [70, 'a bug'],
  [1, 'failed checks'],
  [8, 'a broken check'],
]);
const STACK = /\n\s+at \S.*:\d+:\d+|\\n\s+at \S.*:\d+:\d+|node:internal\//;

/**
 * What is wrong with how a run ended, and with what it said.
 * @returns {string[]}
 */
export function lookAtOutput({ code, signal, stdout, stderr }, { codes }, isHit) {
  const text = `${stdout}\n${stderr}`;
  if (code === null) return [`the run did not end, or was ended by ${signal}`];
  const problems = [];
  const right = isHit ? codes : [0];
  if (NEVER.has(code)) problems.push(`ended as ${NEVER.get(code)} (${code})`);
  else if (!right.includes(code)) problems.push(`ended with ${code}, expected ${right.join(' or ')}`);
  if (STACK.test(text)) problems.push(`a stack trace: ${STACK.exec(text)[0].trim()}`);
  if (stderr.trim() !== '') problems.push(`on stderr: ${stderr.trim().slice(0, 300)}`);
  if (problems.length > 0 && code !== 0) problems[0] += `: ${failureText(stdout)}`;
  if (code !== 0 && failureText(stdout) === '') problems.push('no word of why it failed');
  return problems;
}

function failureText(stdout) {
  const failed = eventsIn(stdout).find(({ type }) => type === 'run-failed');
  return failed === undefined ? '' : [failed.error.message, ...failed.error.details].join(' | ').slice(0, 400);
}
