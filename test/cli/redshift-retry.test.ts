import { redshiftPlaces } from '../support/server-places.ts';
import { describeRetry, RETRY_SAMPLE } from './retry-suite.ts';

await describeRetry('Redshift', await redshiftPlaces(RETRY_SAMPLE));
