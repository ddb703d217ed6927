import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What goes wrong with one step of a client of a server.
 * @typedef {object} DatabaseFault
 * @property {string} name
 * @property {readonly number[]} codes exit codes that are right
 * @property {readonly string[]} engines
 * @property {(step: import('./messages.js').Step) => boolean} fits the steps that it can happen to
 * @property {(scene: { link: object, step: object, proxy: object, terminate: (pid: number) => Promise<void> }) => Promise<boolean>} strike
 *   resolves to true if the step is not to be forwarded any more
 * @property {Record<string, string>} [environment] of the program
 */

const SERVERS = ['postgres', 'redshift'];
const PASSES = [0];
/** The run is done all the same where it is only its history that cannot be written down. */
const FAILS = [0, 5];

const isAny = ({ kind }) => kind !== 'leave';
const isWork = ({ kind }) => kind === 'statement' || kind === 'rows' || kind === 'copy';
/** The server says nothing to rows. */
const isAnswered = ({ kind }) => kind !== 'leave' && kind !== 'rows';
const isCommit = ({ text }) => /(^|; )commit$/i.test(text);

/** Long enough for a server that is back after a second. */
const PATIENT = { RETRY_DELAY: '400ms' };

/** Errors that a server tells, and that are no business of its client but to begin anew. */
const CONFLICTS = {
  'serialization failure (40001)': {
    ...{ code: '40001', message: 'could not serialize access due to concurrent update', engines: ['postgres'] },
  },
  'deadlock (40P01)': { code: '40P01', message: 'deadlock detected', engines: ['postgres'] },
  'serialization violation (1023)': {
    ...{ code: 'XX000', message: '1023', engines: ['redshift'] },
    detail: 'Serializable isolation violation on table - 119371, transactions forming the cycle are: 1, 2 (pid:15021)',
  },
  'snapshot conflict': {
    ...{ code: 'XX000', message: 'could not complete because of conflict with concurrent transaction' },
    engines: ['redshift'],
  },
  'statement cancelled (57014)': {
    code: '57014',
    message: 'canceling statement due to user request',
    engines: SERVERS,
  },
};

/** @type {readonly DatabaseFault[]} */
export const DATABASE_FAULTS = [
  ...[
    { name: 'reset before it is sent', strike: async ({ link }) => done(link.cut()) },
    { name: 'reset after it is sent', strike: async ({ link, step }) => done(await link.send(step), link.cutClient()) },
    {
      name: 'forgotten by the network',
      strike: async ({ link, step }) => done(await link.send(step), link.forgetClient()),
    },
  ].map((fault) => ({ ...fault, codes: PASSES, engines: SERVERS, fits: isAny })),
  {
    ...{ name: 'answer lost', codes: PASSES, engines: SERVERS, fits: isAnswered },
    strike: async ({ link, step }) => done(await link.sendInSecret(step), link.cutClient()),
  },
  {
    ...{ name: 'answer of a commit lost', codes: PASSES, engines: SERVERS, fits: isCommit },
    strike: async ({ link, step }) => done(await link.sendInSecret(step), link.cutClient()),
  },
  {
    ...{ name: 'ended by the server', codes: PASSES, engines: SERVERS, fits: isWork },
    strike: async ({ link, terminate }) => done(await terminate(link.pid), await link.ended()),
  },
  ...Object.entries(CONFLICTS).map(([name, { engines, ...error }]) => ({
    ...{ name, codes: PASSES, engines, fits: isWork },
    strike: async ({ link, step }) => done(await link.refuse(step, error)),
  })),
  {
    ...{ name: 'disk full (53100)', codes: FAILS, engines: SERVERS, fits: isWork },
    strike: async ({ link, step }) =>
      done(await link.refuse(step, { code: '53100', message: 'could not extend file: No space left on device' })),
  },
  {
    ...{
      name: 'too many connections (53300)',
      codes: PASSES,
      engines: SERVERS,
      fits: ({ kind }) => kind === 'startup',
    },
    strike: async ({ link, step }) =>
      done(await link.refuse(step, { severity: 'FATAL', code: '53300', message: 'sorry, too many clients already' })),
  },
  {
    ...{ name: 'server restarted', codes: PASSES, engines: SERVERS, fits: isAny, environment: PATIENT },
    strike: async (scene) => done(await restart(scene)),
  },
  {
    ...{ name: 'lock lost', codes: PASSES, engines: SERVERS, fits: isWork },
    strike: async ({ link, proxy }) => {
      const lock = [...proxy.links].find(({ isLock }) => isLock);
      lock?.cut();
      return lock === link;
    },
  },
];

const done = () => true;

const leaving = (code, message) => ({ severity: 'FATAL', code, message });
const DOWN = leaving('57P01', 'terminating connection due to administrator command');
const STOPPING = leaving('57P03', 'the database system is shutting down');
const STARTING = leaving('57P03', 'the database system is starting up');

/** For a second: everybody is sent away, then nobody is let in, nobody listens, nobody is let in, and all is well again. */
async function restart({ link, step, proxy, later }) {
  for (const other of proxy.links)
    void (other === link ? link.refuse(step, DOWN) : other.refuse({ kind: 'other' }, DOWN));
  await proxy.receive(STOPPING);
  later(comeBack(proxy));
}

async function comeBack(proxy) {
  await sleep(200);
  await proxy.receive('refuse');
  await sleep(500);
  await proxy.receive(STARTING);
  await sleep(300);
  await proxy.receive('forward');
}
