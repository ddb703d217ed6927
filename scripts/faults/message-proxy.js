import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { answerReader, COPY_FAIL, refusal, stepReader } from './messages.js';

/**
 * Forwards connections to a server that speaks PostgreSQL's protocol, one step of a client at a time.
 * @param {{ host: string, port: number }} target
 * @returns {Promise<MessageProxy>}
 *
 * @typedef {object} MessageProxy
 * @property {string} host
 * @property {number} port
 * @property {Set<Link>} links connections that are open
 * @property {(onStep: OnStep | undefined) => void} watch who decides from now on
 * @property {(answer: 'forward' | 'refuse' | object) => Promise<void>} receive what new connections meet: the server, nobody
 *   who listens, or an error that they are answered
 * @property {() => void} forgetAll ends the connections that only the server still has
 * @property {() => Promise<void>} stop
 *
 * @callback OnStep is told each step, and resolves to true if it has dealt with it: then it is not forwarded
 * @param {Link} link
 * @param {import('./messages.js').Step} step
 * @returns {Promise<boolean>}
 */
export async function startMessageProxy(target) {
  const links = new Set();
  const open = { onStep: undefined, receive: 'forward', port: 0, server: undefined, abandoned: new Set() };
  const greet = (client) => {
    const { receive } = open;
    if (receive === 'refuse') return client.resetAndDestroy();
    if (receive !== 'forward') return client.once('data', () => client.end(refusal(receive)));
    const link = new Link(client, target, open);
    links.add(link);
    client.on('close', () => links.delete(link));
  };
  const listen = async () => {
    open.server = createServer((client) => greet(client.on('error', () => undefined))).listen(open.port, '127.0.0.1');
    await once(open.server, 'listening');
    open.port = open.server.address().port;
  };
  const leave = () => new Promise((resolve) => open.server.close(resolve));
  await listen();
  const forgetAll = () => {
    for (const upstream of open.abandoned) upstream.destroy();
  };
  return {
    host: '127.0.0.1',
    port: open.port,
    links,
    watch: (onStep) => {
      open.onStep = onStep;
    },
    async receive(answer) {
      if (answer === 'refuse') void leave();
      else if (open.receive === 'refuse') await listen();
      open.receive = answer;
    },
    forgetAll,
    async stop() {
      forgetAll();
      for (const link of links) link.cut();
      await leave();
    },
  };
}

const isOfCopy = ({ kind }) => kind === 'rows' || kind === 'copy';

/** One connection. */
class Link {
  /** Process id on the server. */
  pid = undefined;
  /** True if it holds the lock that keeps other runs away. */
  isLock = false;
  #client;
  #upstream;
  #open;
  #isMuted = false;
  #isCopyOver = false;
  #onAnswered = () => {};
  #turn = Promise.resolve();

  constructor(client, target, open) {
    this.#open = open;
    this.#client = client.setNoDelay(true);
    this.#upstream = connect(target.port, target.host).setNoDelay(true);
    const steps = stepReader();
    client.on('data', (bytes) => {
      for (const step of steps(bytes)) this.#turn = this.#turn.then(() => this.#take(step));
    });
    client.on('close', () => open.abandoned.has(this.#upstream) || this.#turn.then(() => this.#upstream.end()));
    const read = answerReader((letter, content) => this.#hear(letter, content));
    this.#upstream.on('data', (bytes) => {
      if (!this.#isMuted && !client.destroyed) client.write(bytes);
      read(bytes);
    });
    this.#upstream.on('error', () => undefined).on('close', () => this.#left());
  }

  /** Hands a step over to the server; resolves when it is on its way. */
  send({ bytes }) {
    return new Promise((resolve) => this.#upstream.write(bytes, resolve));
  }

  /** Hands a step over; resolves when the server has answered it, which the client does not hear. */
  async sendInSecret(step) {
    this.#isMuted = true;
    const answered = new Promise((resolve) => {
      this.#onAnswered = resolve;
    });
    await this.send(step);
    await answered;
  }

  /** Answers a step in the server's place. A server that waits for rows of a COPY is told that none will come. */
  async refuse(step, error) {
    if (isOfCopy(step)) {
      await this.sendInSecret({ bytes: COPY_FAIL });
      this.#isMuted = false;
      this.#isCopyOver = true;
    }
    const answer = refusal(error);
    if (error.severity === 'FATAL') this.#client.end(answer, () => this.#upstream.destroy());
    else this.#client.write(answer);
  }

  /** Resolves when the server has ended the connection. */
  async ended() {
    if (!this.#upstream.closed) await once(this.#upstream, 'close');
  }

  /** Breaks the connection for both sides. */
  cut() {
    this.#client.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }

  /** Breaks it for the client; the server finds out when it has done what it was sent. */
  cutClient() {
    this.#client.resetAndDestroy();
  }

  /** Breaks it for the client; the server never finds out. */
  forgetClient() {
    this.#open.abandoned.add(this.#upstream);
    this.#client.resetAndDestroy();
  }

  async #take(step) {
    if (this.#client.destroyed) return;
    if (/pg_try_advisory_lock|lock table etl_lock/i.test(step.text)) this.isLock = true;
    // What the client had sent of a COPY before it heard that it is over.
    if (isOfCopy(step) && this.#isCopyOver) return;
    this.#isCopyOver = false;
    const isDealtWith = (await this.#open.onStep?.(this, step)) ?? false;
    if (!isDealtWith) await this.send(step);
  }

  #hear(letter, content) {
    if (letter === 'K') this.pid = content.readInt32BE(0);
    if (letter === 'Z' || letter === 'G' || (letter === 'R' && content.readInt32BE(0) !== 0)) this.#onAnswered();
  }

  #left() {
    this.#onAnswered();
    this.#open.abandoned.delete(this.#upstream);
    this.#client.end();
  }
}
