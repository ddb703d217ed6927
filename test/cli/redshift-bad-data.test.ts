import { describe } from 'vitest';
import { redshiftPlaces } from '../support/server-places.ts';
import { describeBadData } from './bad-data-suite.ts';

const SAMPLE = { days: 2, eventsPerDay: 80, songs: 20 };

describe.each([
  ['provisioned', await redshiftPlaces(SAMPLE)],
  ['serverless', await redshiftPlaces(SAMPLE, { serverless: true })],
] as const)('bad data on a %s Redshift', (_, places) => {
  describeBadData(places, { 'with WORK_URI': {}, 'without WORK_URI': { WORK_URI: undefined } });
});
