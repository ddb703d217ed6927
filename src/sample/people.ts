import type { Random } from './random.ts';

// Made up for this generator: no name below is meant to be a person's or a town's.
const FEMALE_NAMES = (
  'Alira Benka Corvia Dessira Elowyn Fenja Galia Hestra Ivessa Jorunna Kelda Lunette Mirell Nisha ' +
  'Orlaine Petrisa Quilla Rosalva Sunniva Tamsa Ursine Verity Wilna Ysolde'
).split(' ');
const MALE_NAMES = (
  'Aldo Bertram Corwin Davor Edric Falko Gideon Hakon Ivor Jorik Kasimir Lorcan Matteus Nevin Osric ' +
  'Piran Quentin Rurik Stellan Tobin Ulrik Varian Wendel Yorick'
).split(' ');
const PLACE_STEMS = (
  'Alder Bracken Cinder Dun Elder Fallow Gorse Hazel Inver Juniper Kestrel Larch Marrow Nettle Osier ' +
  'Pike Quarry Rowan Sedge Thistle Umber Vetch Willow Yarrow'
).split(' ');
const PLACE_ENDS = 'wick mere holm stead croft garth dale ness thorpe combe'.split(' ');
const STATES = 'AZ CA CO FL GA IL MI NC NY-NJ-PA OR TX WA WI'.split(' ');

const GIVEN_NAMES = [...FEMALE_NAMES, ...MALE_NAMES];
const FAMILY_NAMES = PLACE_STEMS.flatMap((stem) => PLACE_ENDS.map((end) => stem + end));

/** How many different full names `personName` can give. */
export const PERSON_NAMES = GIVEN_NAMES.length * FAMILY_NAMES.length;

// No divisor in common with PERSON_NAMES, so that multiplying by it only reorders the names.
const NAME_STRIDE = 7919;

export interface PersonName {
  readonly first: string;
  readonly last: string;
  readonly gender: 'F' | 'M';
}

/** The name of number `index`; different for every index below PERSON_NAMES. */
export function personName(index: number): PersonName {
  const pair = (index * NAME_STRIDE) % PERSON_NAMES;
  const given = pair % GIVEN_NAMES.length;
  const first = GIVEN_NAMES[given] as string;
  const last = FAMILY_NAMES[Math.floor(pair / GIVEN_NAMES.length)] as string;
  return { first, last, gender: given < FEMALE_NAMES.length ? 'F' : 'M' };
}

/** An invented town: `Hazelmere`. */
export function town(random: Random): string {
  return random.pick(PLACE_STEMS) + random.pick(PLACE_ENDS);
}

/** An invented metropolitan area of a listener: `Hazelmere-Pikeholm, TX`. */
export function metropolis(random: Random): string {
  return `${town(random)}-${town(random)}, ${random.pick(STATES)}`;
}
