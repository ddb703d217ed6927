import { decimal, doublyEncoded, slashedJson } from './ascii-json.ts';
import { songAt } from './catalogue.ts';
import { accented, bandName, songTitle } from './music-names.ts';
import { Popularity } from './popularity.ts';
import { Random } from './random.ts';

/** A song as the event log tells of it, its strings already JSON. */
export interface Tune {
  readonly artist: string;
  readonly song: string;
  readonly length: string;
  /** Whole seconds until the next song begins. */
  readonly seconds: number;
  /** In the catalogue with this title, artist and length, once a double encoding is undone. */
  readonly known: boolean;
  /** Its names stand doubly encoded in the log. */
  readonly garbled: boolean;
}

const UNKNOWN_TUNES = 5_000;
// Bounds memory where the catalogue is huge: the songs after these are never played.
const PLAYED_SONGS = 20_000;
// An odd number of 1/100,000 s: keeps another cut of a catalogue song away from all lengths of the catalogue.
const OTHER_CUT_SECONDS = 0.30001;

/** What is played: songs of the catalogue and, mostly, songs the catalogue does not have. */
export class Tunes {
  readonly #known: readonly Tune[];
  readonly #unknown: readonly Tune[];
  readonly #knownPopularity: Popularity;
  readonly #unknownPopularity = new Popularity(UNKNOWN_TUNES);
  readonly #knownPercent: number;

  /** @param knownShare Part of all plays (0 to 1) that are of the catalogue. */
  constructor(seed: number, songs: number, knownShare: number) {
    const played = Math.min(songs, PLAYED_SONGS);
    this.#known = Array.from({ length: played }, (_, index) => knownTune(seed, index));
    this.#unknown = Array.from({ length: UNKNOWN_TUNES }, (_, index) => unknownTune(seed, index, songs));
    this.#knownPopularity = new Popularity(played);
    this.#knownPercent = knownShare * 100;
  }

  /** The next song somebody plays. */
  pick(random: Random): Tune {
    return random.percent(this.#knownPercent)
      ? (this.#known[this.#knownPopularity.pick(random)] as Tune)
      : (this.#unknown[this.#unknownPopularity.pick(random)] as Tune);
  }
}

function knownTune(seed: number, index: number): Tune {
  const song = songAt(seed, index);
  return tune(song.artistName, song.title, song.duration, true, index);
}

function unknownTune(seed: number, index: number, songs: number): Tune {
  const random = new Random(`${seed}/tune/${index}`);
  const length = (2 * (3_000_000 + random.below(20_000_000))) / 100_000;
  const lookalike = songAt(seed, Math.floor(index / 50) % songs);
  // What a careless join takes for a song of the catalogue: another cut of it, and another artist's song of that title.
  if (index % 50 === 20) return tune(lookalike.artistName, lookalike.title, otherCut(lookalike.duration), false, index);
  if (index % 50 === 40) return tune(bandName(random), lookalike.title, length, false, index);
  const artist = index % 20 === 5 ? accented(bandName(random)) : bandName(random);
  const title = index % 20 === 13 ? accented(songTitle(random)) : songTitle(random);
  return tune(artist, title, length, false, index);
}

function otherCut(duration: number): number {
  return Math.round((duration + OTHER_CUT_SECONDS) * 100_000) / 100_000;
}

function tune(artist: string, title: string, length: number, known: boolean, index: number): Tune {
  const garbled = index % 20 === 5 && doublyEncoded(artist + title) !== artist + title;
  const spell = (text: string) => slashedJson(garbled ? doublyEncoded(text) : text);
  return {
    artist: spell(artist),
    song: spell(title),
    length: decimal(length),
    seconds: Math.floor(length),
    known,
    garbled,
  };
}
