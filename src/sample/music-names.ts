import type { Random } from './random.ts';

// Made up for this generator: no name below is meant to be that of a band or a song.
const ONSETS = 'B Br D Dr F Fl G Gr H K Kl L M N P R S T Tr V W Z'.split(' ');
const VOWELS = 'a e i o u'.split(' ');
const MIDDLES = 'l m n r v nd lm rv lt rl nth sk'.split(' ');
const ENDINGS = 'a ar el im ora une eth ow ic umi ade ossa'.split(' ');
const ADJECTIVES = (
  'Amber Brittle Crooked Distant Electric Folded Gentle Hollow Inland Paper Quiet Restless Salted Tidal ' +
  'Velvet Winding'
).split(' ');
const NOUNS = (
  'Lantern Harbour Meadow Signal Feather Orchard Compass Thimble Window Furnace Glacier Ladder Mirror ' +
  'Pebble Sparrow Turnpike'
).split(' ');
const GROUPS = ['Quartet', 'Ensemble', 'Collective', 'Brass Band', 'Trio', 'Orchestra', 'Sound System', 'Choir'];
const SUFFIXES = [
  ' (Album Version)',
  ' (Live)',
  ' (full-length/album version)',
  ' / Reprise',
  ' (Instrumental)',
  ' "Remastered"',
];

/** A word that exists in no language we know of: `Brolmora`. */
function coinedWord(random: Random): string {
  return random.pick(ONSETS) + random.pick(VOWELS) + random.pick(MIDDLES) + random.pick(ENDINGS);
}

/** An invented band: `The Crooked Brolmora Trio`. */
export function bandName(random: Random): string {
  const coined = coinedWord(random);
  const noun = random.pick(NOUNS);
  const forms = [
    () => `${coined} ${random.pick(GROUPS)}`,
    () => `The ${random.pick(ADJECTIVES)} ${coined} ${random.pick(GROUPS)}`,
    () => `${coined} & The ${noun}s`,
    () => `${coined} ${noun}`,
    () => `${coined}/${coinedWord(random)}`,
  ];
  return random.pick(forms)();
}

/** An invented song title, now and then with a suffix that holds a slash or quotes. */
export function songTitle(random: Random): string {
  const coined = coinedWord(random);
  const noun = random.pick(NOUNS);
  const forms = [
    () => `${random.pick(ADJECTIVES)} ${noun} In ${coined}`,
    () => `${coined}'s ${noun}`,
    () => `${noun} Of ${coined}`,
    () => `${coined} ${random.pick(ADJECTIVES)} ${noun}`,
  ];
  const title = random.pick(forms)();
  return random.percent(12) ? title + random.pick(SUFFIXES) : title;
}

const ACCENTS: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'ï', o: 'ö', u: 'ü' };

/** The text with accents on its vowels. */
export function accented(text: string): string {
  return text.replace(/[aeiou]/g, (vowel) => ACCENTS[vowel] ?? vowel);
}

/** A name of exactly 255 characters (code points), among them letters of two, three and four bytes in UTF-8. */
export function longName(start: string): string {
  const units = [...`${start} – `];
  const pattern = [...`${accented(start)} 𝄞 ♯ `];
  while (units.length < 255) units.push(pattern[units.length % pattern.length] as string);
  units[254] = '𝄞';
  return units.slice(0, 255).join('');
}
