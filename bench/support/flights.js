/** @typedef {import('./slow-line.js').Flight & {statements: string[]}} Flight */

/**
 * The longest chain of flights of which each began after the one before was answered, on whatever connection. The critical
 * path of a run is such a chain, since who needs an answer waits for it before asking on; so it has at most this many. Flights
 * that overlap count once, and times without a flight not at all.
 * @param {Flight[]} flights
 */
export function longestChain(flights) {
  let chain = 0;
  let answered = Number.NEGATIVE_INFINITY;
  // Of intervals that do not overlap, taking always the one that ends first gives the most.
  for (const flight of flights.toSorted((a, b) => a.answered - b.answered)) {
    if (flight.sent < answered) continue;
    chain += 1;
    answered = flight.answered;
  }
  return chain;
}

/**
 * Milliseconds in which anything was on the line: the union of the first `latencyMs` of each flight. The rest of a flight is
 * the server's work.
 * @param {Flight[]} flights
 * @param {number} latencyMs
 */
export function timeOnLine(flights, latencyMs) {
  let total = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { sent } of flights.toSorted((a, b) => a.sent - b.sent)) {
    total += Math.max(0, sent + latencyMs - Math.max(sent, until));
    until = Math.max(until, sent + latencyMs);
  }
  return total;
}

/** What a flight is part of, by the first pattern that any of its statements matches. */
const PHASES = [
  ['lock', /etl_lock/],
  ['commit', /^commit$/],
  ['stage', /^copy incoming_|^insert into staging_/],
  ['publish', /^insert into (songplays|users)\b/],
  ['check', / as offending /],
  ['create', /information_schema|^create table/],
];

/** @param {Flight} flight */
export function phaseOf({ kind, statements }) {
  if (kind === 'close') return 'close';
  if (statements.length === 0) return 'connect';
  const plain = statements.map((sql) => sql.replace(/--.*$/gm, '').trim());
  return PHASES.find(([, pattern]) => plain.some((sql) => pattern.test(sql)))?.[0] ?? 'other';
}
