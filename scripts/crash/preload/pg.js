import { createRequire } from 'node:module';

/** How the program joins the statements of one message. */
const SEPARATOR = '\n;\n';
/** CopyDone, as pg-copy-streams writes it. */
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

/**
 * Each message of a connection that asks for something: before it is sent, when it is; and each statement that the server
 * tells to be complete.
 */
export function watch(point) {
  const Connection = createRequire(import.meta.url)('pg/lib/connection');
  const { prototype } = Connection;
  const asked = new WeakMap();
  const ask = (connection, text, send) => {
    asked.set(connection, text.split(SEPARATOR));
    point('before', text);
    send();
    // What was corked is sent by then.
    setImmediate(() => point('sent', text));
  };
  const { query, parse, startup, end, connect, emit } = prototype;
  prototype.query = function (text) {
    ask(this, text, () => query.call(this, text));
  };
  prototype.parse = function (statement) {
    ask(this, statement.text, () => parse.call(this, statement));
  };
  prototype.startup = function (config) {
    ask(this, 'log in', () => startup.call(this, config));
  };
  prototype.end = function () {
    ask(this, 'take leave', () => end.call(this));
  };
  prototype.connect = function (...args) {
    watchCopy(this.stream, (send) => ask(this, 'end of COPY data', send));
    return connect.apply(this, args);
  };
  prototype.emit = function (name, ...args) {
    if (name === 'commandComplete') point('after', (asked.get(this) ?? []).shift() ?? '');
    if (name === 'copyInResponse') point('after', 'the server waits for COPY data');
    return emit.call(this, name, ...args);
  };
}

function watchCopy(stream, ask) {
  const { write } = stream;
  stream.write = function (chunk, ...args) {
    if (!Buffer.isBuffer(chunk) || !chunk.equals(COPY_DONE)) return write.call(this, chunk, ...args);
    let isRoom = true;
    ask(() => {
      isRoom = write.call(this, chunk, ...args);
    });
    return isRoom;
  };
}
