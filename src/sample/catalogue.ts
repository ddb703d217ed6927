import { asciiJson, decimal } from './ascii-json.ts';
import { accented, bandName, longName, songTitle } from './music-names.ts';
import { town } from './people.ts';
import { Random } from './random.ts';

/** One invented song of the catalogue. */
export interface Song {
  /** Below the sample's folder, `song_data/A/B/C/TRABC….json`. */
  readonly path: string;
  readonly songId: string;
  readonly artistId: string;
  readonly title: string;
  readonly artistName: string;
  /** Seconds; its fifth decimal is odd, which no song outside the catalogue has. */
  readonly duration: number;
  /** The file's text: one JSON object, no newline at the end. */
  readonly json: string;
}

/** Songs a folder holds before the next one is begun; the real ones hold 8 to 36. */
export const SONGS_PER_FOLDER = 22;
const FOLDERS = 26 * 26;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

// Ten songs in a row are by six artists: one of them has three, two have two.
const ARTIST_OF_TEN = [0, 1, 2, 0, 3, 4, 1, 0, 5, 2];
const ARTISTS_OF_TEN = 6;

/** The artist's number of the song with this number. */
export function artistIndex(song: number): number {
  return Math.floor(song / 10) * ARTISTS_OF_TEN + (ARTIST_OF_TEN[song % 10] as number);
}

/** Song number `index` of a seed; the same however many songs the catalogue has. */
export function songAt(seed: number, index: number): Song {
  const random = new Random(`${seed}/song/${index}`);
  const artist = artistAt(seed, artistIndex(index));
  const guest = isGuestAppearance(index);
  const title = titleOf(random, index);
  const artistName = guest ? `${artist.name} Featuring ${bandName(random)}` : artist.name;
  const duration = (2 * (3_000_000 + random.below(20_000_000)) + 1) / 100_000;
  const songId = `SO${letters(random, 5)}12A8C${uniqueHex(index, 24)}`;
  const year = random.percent(45) ? 0 : 1930 + random.below(81);
  const location = guest ? `${town(random)}, ${town(random)}` : artist.location;
  const json =
    `{"num_songs": 1, "artist_id": "${artist.id}", "artist_latitude": ${artist.latitude}, ` +
    `"artist_longitude": ${artist.longitude}, "artist_location": ${bareIfNumber(location)}, ` +
    `"artist_name": ${bareIfNumber(artistName)}, "song_id": "${songId}", "title": ${bareIfNumber(title)}, ` +
    `"duration": ${decimal(duration)}, "year": ${year}}`;
  return { path: songPath(random, index), songId, artistId: artist.id, title, artistName, duration, json };
}

interface Artist {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly latitude: string;
  readonly longitude: string;
}

function artistAt(seed: number, index: number): Artist {
  const random = new Random(`${seed}/artist/${index}`);
  const id = `AR${letters(random, 5)}1187B${uniqueHex(index, 24)}`;
  const name = artistName(random, index);
  const placed = random.percent(35);
  const latitude = placed ? decimal((random.below(14_000_000) - 6_000_000) / 100_000) : 'null';
  const longitude = placed ? decimal((random.below(36_000_000) - 18_000_000) / 100_000) : 'null';
  return { id, name, location: artistLocation(random, index), latitude, longitude };
}

function artistName(random: Random, index: number): string {
  const name = bandName(random);
  if (index % 300 === 21) return String(100 + random.below(900));
  if (index % 240 === 27) return longName(name);
  return index % 12 === 4 ? accented(name) : name;
}

function artistLocation(random: Random, index: number): string {
  if (index % 300 === 39) return String(10 + random.below(90));
  return random.percent(40) ? '' : `${town(random)}, ${town(random)}`;
}

function titleOf(random: Random, index: number): string {
  const title = songTitle(random);
  if (index % 500 === 44) return String(1900 + random.below(100));
  if (index % 400 === 52) return longName(title);
  return index % 20 === 13 ? accented(title) : title;
}

// The third song of every fourth artist with three: one artist id, several names and locations.
function isGuestAppearance(song: number): boolean {
  return song % 40 === 7;
}

function songPath(random: Random, index: number): string {
  const folder = Math.floor(index / SONGS_PER_FOLDER) % FOLDERS;
  const second = LETTERS[Math.floor(folder / 26)];
  const third = LETTERS[folder % 26];
  return `song_data/A/${second}/${third}/TRA${second}${third}${letters(random, 2)}128F${uniqueHex(index, 28)}.json`;
}

function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () => LETTERS[random.below(26)]).join('');
}

/** `bits` bits that differ for every index below 2^bits: multiplying by an odd number only reorders them. */
function uniqueHex(index: number, bits: number): string {
  const mixed = (Math.imul(index, 0x9e3779b1) ^ 0x2545f491) & (2 ** bits - 1);
  return mixed
    .toString(16)
    .toUpperCase()
    .padStart(bits / 4, '0');
}

/** The original's habit: a name that reads as a number is written as one. */
function bareIfNumber(text: string): string {
  return /^[1-9][0-9]*$/.test(text) ? text : asciiJson(text);
}
