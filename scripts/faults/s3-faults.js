/**
 * What goes wrong with a request to S3.
 * @typedef {object} S3Fault
 * @property {string} name
 * @property {readonly number[]} codes exit codes that are right
 * @property {(request: import('./requests.js').Request) => boolean} fits the requests that it can happen to
 * @property {boolean} lasts true: it also meets the requests for the same that follow
 * @property {(size: number | undefined) => object | undefined} [answer] a fault of test/support/fault-proxy.ts, for an
 *   object of so many bytes; undefined: a listing, or an answer without content
 * @property {boolean} [leaves] true: what is below WORK_URI may stay there
 * @property {'replaced' | 'deleted'} [change] what becomes of the object before it is read
 */

const PASSES = [0];
const FAILS = [4];
/** The object is read as it is by then, or this is a failure; a log file that is gone is a day without one. */
const EITHER = [0, 3, 4];

const isAny = () => true;
const isRemoval = ({ verb }) => verb === 'REMOVE';
const hasBody = ({ verb }) => verb === 'LIST' || verb === 'GET';
/** How a cluster notices that is its own business, and not that of its stand-in. */
const hasBodyForProgram = (request) => hasBody(request) && request.side === 'program';
const isSource = ({ verb, key }) => verb === 'GET' && /^(log|song)_data\//.test(key);

/** In the middle of an object, or of a listing's first element. */
const middle = (size) => (size === undefined ? 100 : Math.floor(size / 2));
const busy = (status, code) => () => ({ kind: 'error', status, code });
/** In about a hundred pieces, each a millisecond after the one before. */
const slowly = (size = 1000) => ({ kind: 'drip', bytes: Math.ceil(size / 100) });

const passing = (name, fits, answer) => ({ name, codes: PASSES, lasts: false, fits, answer });
const lasting = (name, answer) => ({ name, codes: FAILS, lasts: true, fits: (request) => !isRemoval(request), answer });
/** The load is over by then. */
const keeping = (name, answer) => ({ name, codes: PASSES, lasts: true, fits: isRemoval, answer, leaves: true });

/** @type {readonly S3Fault[]} */
export const S3_FAULTS = [
  passing('503 once', isAny, busy(503, 'SlowDown')),
  passing('500 once', isAny, busy(500, 'InternalError')),
  passing('reset before it is received', isAny, () => ({ kind: 'cut', isForwarded: false })),
  passing('reset before headers', isAny, () => ({ kind: 'cut', isForwarded: true })),
  passing('reset in the body', hasBody, (size) => ({ kind: 'reset', after: middle(size) })),
  passing('truncated body', hasBody, (size) => ({ kind: 'truncate', after: middle(size) })),
  passing('truncated body with a length that fits', hasBodyForProgram, (size) => ({
    kind: 'shorten',
    after: middle(size),
  })),
  passing('slow', hasBody, slowly),
  passing('stalled', hasBodyForProgram, (size) => ({ kind: 'stall', after: middle(size) })),
  lasting('503 for good', busy(503, 'SlowDown')),
  lasting('403', busy(403, 'AccessDenied')),
  keeping('removal refused', busy(403, 'AccessDenied')),
  { name: 'replaced between list and read', codes: EITHER, fits: isSource, lasts: false, change: 'replaced' },
  { name: 'deleted between list and read', codes: EITHER, fits: isSource, lasts: false, change: 'deleted' },
];
