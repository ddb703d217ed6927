/** https://www.postgresql.org/docs/current/protocol-message-formats.html */

/** Letters of messages after which a client waits for the server, or leaves; rows of a COPY count one by one. */
const ENDS = new Set(['Q', 'S', 'c', 'f', 'p', 'X', 'H', 'd']);

/**
 * What a client sends before it waits.
 * @typedef {object} Step
 * @property {'startup' | 'password' | 'statement' | 'rows' | 'copy' | 'leave'} kind rows of a COPY, and its end
 * @property {string} text the statement, as far as there is one, on one line
 * @property {Buffer} bytes
 */

/** Cuts the bytes of one client into steps: a function that takes bytes and returns the steps that are complete. */
export function stepReader() {
  let pending = Buffer.alloc(0);
  let step = [];
  let isOpen = false;
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    const steps = [];
    for (let size = sizeOf(pending, isOpen); size !== undefined; size = sizeOf(pending, isOpen)) {
      const letter = isOpen ? String.fromCharCode(pending[0]) : 'startup';
      step.push({ letter, bytes: pending.subarray(0, size) });
      pending = pending.subarray(size);
      isOpen = true;
      if (letter !== 'startup' && !ENDS.has(letter)) continue;
      steps.push(toStep(step));
      step = [];
    }
    return steps;
  };
}

/** Calls `onMessage(letter, content)` for each message in the bytes of a server. */
export function answerReader(onMessage) {
  let pending = Buffer.alloc(0);
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (let size = sizeOf(pending, true); size !== undefined; size = sizeOf(pending, true)) {
      onMessage(String.fromCharCode(pending[0]), pending.subarray(5, size));
      pending = pending.subarray(size);
    }
  };
}

/** Bytes of the message in front; undefined if it is not complete. The first of a client has no letter. */
function sizeOf(bytes, hasLetter) {
  const start = hasLetter ? 1 : 0;
  if (bytes.length < start + 4) return undefined;
  const size = start + bytes.readInt32BE(start);
  return bytes.length < size ? undefined : size;
}

const KINDS = { startup: 'startup', p: 'password', d: 'rows', c: 'copy', f: 'copy', X: 'leave' };

function toStep(messages) {
  const { letter } = messages.at(-1);
  const said = messages.find((each) => each.letter === 'Q' || each.letter === 'P');
  return { kind: KINDS[letter] ?? 'statement', text: textOf(said), bytes: Buffer.concat(messages.map((m) => m.bytes)) };
}

/** A Parse has the name of the statement before its text. */
function textOf(message) {
  if (message === undefined) return '';
  const content = message.bytes.subarray(5);
  const start = message.letter === 'P' ? content.indexOf(0) + 1 : 0;
  return content.toString('utf8', start, content.indexOf(0, start)).replace(/\s+/g, ' ').trim();
}

/**
 * The answer of a server that refuses: an error, and unless it leaves, that it is ready again.
 * @param {{ severity?: 'ERROR' | 'FATAL', code: string, message: string, detail?: string }} error
 */
export function refusal({ severity = 'ERROR', code, message, detail }) {
  const fields = { S: severity, V: severity, C: code, M: message, ...(detail === undefined ? {} : { D: detail }) };
  const texts = Object.entries(fields).map(([letter, text]) => `${letter}${text}\0`);
  const error = framed('E', Buffer.from(`${texts.join('')}\0`));
  return severity === 'FATAL' ? error : Buffer.concat([error, framed('Z', Buffer.from('E'))]);
}

/** Calls off a COPY. */
export const COPY_FAIL = framed('f', Buffer.from('given up\0'));

function framed(letter, content) {
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}
