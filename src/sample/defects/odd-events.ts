import { MAX_TEXT_BYTES } from '../../core/dataset.ts';
import { load, type OddText, objectText, reject, utf8Bytes, withMembers } from './expectation.ts';

type Changes = Readonly<Record<string, string | undefined>>;

// Above every session id of the sound events.
const FIRST_SESSION_ID = 2_100_000_000;
const YEAR_10000_MS = '253402300800000';

/** Makes one odd record from a sound one: from its text (with changes to it), or from its members. */
type Maker = (event: (changes?: Changes) => string, members: (changes?: Changes) => [string, string][]) => OddText;

/**
 * The odd records that are added to the event logs; add one here. All see the page Help, so that those that load
 * change the staging table but neither plays nor users.
 */
const MAKERS: readonly Maker[] = [
  // Not JSON, or not one object.
  () => reject('not JSON', null, 'Nov 15 00:30:26 app[312]: this line is from another log'),
  (event) => reject('truncated object', null, event().slice(0, 40)),
  (event) => reject('trailing comma', null, event().replace(/}$/, ',}')),
  (event) => reject('NaN', null, event({ length: 'NaN' })),
  (event) => reject('single quotes', null, event().replaceAll('"', "'")),
  (event) => reject('array at the root', null, `[${event()}]`),
  // JSON, but not a row.
  (event) => reject('missing ts', 'ts', event({ ts: undefined })),
  (event) => reject('missing sessionId', 'sessionid', event({ sessionId: undefined })),
  (event) => reject('missing itemInSession', 'iteminsession', event({ itemInSession: undefined })),
  (event) => reject('null where a value is needed', 'page', event({ page: 'null' })),
  (event) => reject('empty text where a value is needed', 'page', event({ page: '""' })),
  (event) => reject('text in an integer column', 'sessionid', event({ sessionId: '"abc"' })),
  (event) => reject('text in an identifier column', 'userid', event({ userId: '"abc"' })),
  (event) => reject('text in a decimal column', 'length', event({ length: '"long"' })),
  (event) => reject('fraction in an integer column', 'iteminsession', event({ itemInSession: '1.5' })),
  (event) => reject('fraction of a millisecond', 'ts', event({ ts: '1541030400796.5' })),
  (event) => reject('boolean in a text column', 'artist', event({ artist: 'true' })),
  (event) => reject('boolean in an integer column', 'status', event({ status: 'true' })),
  (event) => reject('object in a text column', 'location', event({ location: '{"city":"Larchwick"}' })),
  (event) => reject('array in a text column', 'song', event({ song: '["Larchwick"]' })),
  (event) => reject('number out of the range of its column', 'iteminsession', event({ itemInSession: '3000000000' })),
  (event) => reject('number out of the range of 64 bits', 'sessionid', event({ sessionId: '9223372036854775808' })),
  (event) => reject('number out of the range of a double', 'length', event({ length: '1e999' })),
  (event) => reject('time before 1970', 'ts', event({ ts: '-1' })),
  (event) => reject('time after 9999', 'ts', event({ ts: YEAR_10000_MS })),
  (event) => reject('text too long', 'artist', event({ artist: `"${'x'.repeat(MAX_TEXT_BYTES + 1)}"` })),
  (event) =>
    reject('text too long in bytes only', 'song', event({ song: `"${'\\u00e9'.repeat(MAX_TEXT_BYTES / 2 + 1)}"` })),
  (event) => reject('invalid UTF-8', 'artist', event({ artist: '"Kl\xc3(ma"' })),
  (event) => reject('NUL character', 'artist', event({ artist: '"Kl\\u0000ma"' })),
  (event) => reject('lone surrogate', 'artist', event({ artist: '"Kl\\ud834ma"' })),
  (event) => reject('key given twice', 'page', event().replace(/}$/, ',"page":"Home"}')),
  (_, members) => {
    const text = objectText(members({ length: '"long"' }), ',\n  ');
    return reject(
      'object over many lines',
      'length',
      text,
      text.slice(0, text.indexOf('"length"')).split('\n').length - 1,
    );
  },
  // Unusual, and in order.
  (event) => load('two objects on a line', 2, `${event()}${event({ itemInSession: '1' })}`),
  (_, members) => load('object over many lines', 1, objectText(members(), ',\r\n\t')),
  (event) => load('blank lines', 1, `\n   \n\t\n${event()}`),
  (event) => load('carriage return before the newline', 2, `${event()}\r\n${event({ itemInSession: '1' })}\r`),
  (_, members) => load('keys in another order', 1, objectText(members().reverse())),
  (_, members) =>
    load('keys in upper case', 1, objectText(members().map(([key, value]) => [key.toUpperCase(), value]))),
  (event) => load('only the needed keys', 1, event(Object.fromEntries(OPTIONAL_KEYS.map((key) => [key, undefined])))),
  (event) => load('unknown keys', 1, event({ device: '{"os":["x",{"y":null}]}', beta: 'true' })),
  (event) => load('numbers as text', 1, event({ status: '"200"', length: '"187.25"', itemInSession: '"0"' })),
  (event) => load('empty text in a number column', 1, event({ length: '""', registration: '""' })),
  (event) => load('number in a text column', 1, event({ artist: '112' })),
  (_, members) =>
    load(
      'time with a decimal point',
      1,
      objectText(members().map(([key, value]) => [key, key === 'ts' ? `${value}.0` : value])),
    ),
  (event) => load('longest text', 1, event({ artist: `"${'x'.repeat(MAX_TEXT_BYTES)}"` })),
  (event) => load('characters that are not escaped', 1, event({ artist: utf8Bytes('"Klömà 𝄞"') })),
  (event) => load('spaces around an object', 1, `  \t${event()}  `),
];

/** What has to stand at the very end of a file. */
export function truncatedEnd(ts: number): OddText {
  return reject('file cut off', null, objectText(Object.entries(soundMembers(ts, FIRST_SESSION_ID - 1))).slice(0, 60));
}

/** All odd records, the k-th with the time that `tsOf(k)` gives. */
export function oddEvents(tsOf: (index: number) => number): OddText[] {
  return MAKERS.map((make, index) => {
    const members = (changes: Changes = {}) =>
      withMembers(soundMembers(tsOf(index), FIRST_SESSION_ID + index), changes);
    return make((changes) => objectText(members(changes)), members);
  });
}

const OPTIONAL_KEYS = [
  'artist',
  'auth',
  'firstName',
  'gender',
  'lastName',
  'length',
  'level',
  'location',
  'method',
].concat(['registration', 'song', 'status', 'userAgent', 'userId']);

function soundMembers(ts: number, sessionId: number): Record<string, string> {
  return {
    artist: 'null',
    auth: '"Logged In"',
    firstName: '"Odda"',
    gender: '"F"',
    itemInSession: '0',
    lastName: '"Quarrymere"',
    length: 'null',
    level: '"free"',
    location: '"Larchwick-Duncombe, OR"',
    method: '"GET"',
    page: '"Help"',
    registration: '1538352000796.0',
    sessionId: String(sessionId),
    song: 'null',
    status: '200',
    ts: String(ts),
    userAgent: '"Mozilla\\/5.0 (X11; Linux x86_64; rv:31.0) Gecko\\/20100101 Firefox\\/31.0"',
    userId: '"2100000000"',
  };
}
