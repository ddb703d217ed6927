import { MAX_TEXT_BYTES } from '../../core/dataset.ts';
import { load, type OddText, objectText, reject, utf8Bytes, withMembers } from './expectation.ts';

type Changes = Readonly<Record<string, string | undefined>>;
type Maker = (song: (changes?: Changes) => string, members: () => [string, string][]) => OddText;

/** The odd song files, one text a file; add one here. Each record that loads is a song of its own. */
const MAKERS: readonly Maker[] = [
  () => reject('not JSON', null, '<html><body>503 Slow Down</body></html>'),
  (song) => reject('truncated object', null, song().slice(0, 45)),
  (song) => reject('array at the root', null, `[${song()}]`),
  (song) => reject('NaN', null, song({ artist_latitude: 'NaN' })),
  (song) => reject('missing song_id', 'song_id', song({ song_id: undefined })),
  (song) => reject('missing artist_id', 'artist_id', song({ artist_id: undefined })),
  (song) => reject('text in an integer column', 'year', song({ year: '"unknown"' })),
  (song) => reject('fraction in an integer column', 'year', song({ year: '1999.5' })),
  (song) => reject('text in a decimal column', 'duration', song({ duration: '"3:41"' })),
  (song) => reject('boolean in a text column', 'title', song({ title: 'false' })),
  (song) => reject('object in a text column', 'artist_location', song({ artist_location: '{"city":"Larchwick"}' })),
  (song) => reject('text too long', 'artist_name', song({ artist_name: `"${'x'.repeat(MAX_TEXT_BYTES + 1)}"` })),
  (song) => reject('invalid UTF-8', 'title', song({ title: '"Kl\xc3(ma"' })),
  (song) => load('byte order mark', 1, `\xef\xbb\xbf${song()}`),
  (song) => load('newline at the end', 1, `${song()}\n`),
  (song) => load('two objects in a file', 2, `${song()}\n${song({ song_id: '"SOODDSECOND0000000"' })}`),
  (_, members) => load('object over many lines', 1, objectText(members(), ',\r\n  ')),
  (_, members) =>
    load('keys in upper case', 1, objectText(members().map(([key, value]) => [key.toUpperCase(), value]))),
  (song) => load('only the needed keys', 1, song(Object.fromEntries(OPTIONAL_KEYS.map((key) => [key, undefined])))),
  (song) => load('numbers as text', 1, song({ year: '"1999"', duration: '"187.25"', artist_latitude: '""' })),
  (song) => load('numbers in text columns', 1, song({ artist_name: '112', artist_location: '27' })),
  (song) => load('unknown keys', 1, song({ tags: '["x",{"y":null}]' })),
  (song) => load('characters that are not escaped', 1, song({ title: utf8Bytes('"Klömà 𝄞"') })),
];

const OPTIONAL_KEYS = [
  'num_songs',
  'artist_latitude',
  'artist_longitude',
  'artist_location',
  'artist_name',
  'title',
].concat(['duration', 'year']);

/** The odd song files with their paths, in a folder that a small catalogue does not reach. */
export function oddSongs(): { readonly file: string; readonly odd: OddText }[] {
  return MAKERS.map((make, index) => {
    const members = (changes: Changes = {}) => withMembers(soundMembers(index), changes);
    return { file: oddSongFile(index), odd: make((changes) => objectText(members(changes), ', '), members) };
  });
}

/** No song of the catalogue has `ODD` in its track id. */
export function oddSongFile(index: number): string {
  return `song_data/A/Z/Z/TRAZZODD${numbered('1EFEC', index)}.json`;
}

function soundMembers(index: number): Record<string, string> {
  return {
    num_songs: '1',
    artist_id: `"AR${numbered('ODDART', index)}"`,
    artist_latitude: 'null',
    artist_longitude: 'null',
    artist_location: '"Larchwick, Duncombe"',
    artist_name: `"Kloma Choir ${index}"`,
    song_id: `"SO${numbered('ODDSNG', index)}"`,
    title: `"Thimble Of Kloma ${index}"`,
    duration: '187.25',
    year: '0',
  };
}

function numbered(prefix: string, index: number): string {
  return `${prefix}${String(index).padStart(10, '0')}`;
}
