import { postgresPlaces } from '../support/server-places.ts';
import { describeRetry, RETRY_SAMPLE } from './retry-suite.ts';

const places = await postgresPlaces(RETRY_SAMPLE);
const endless = 'select pg_sleep(600) as slept, play_count from (select count(*) as play_count from songplays) p';
await describeRetry('PostgreSQL', { ...places, endless });
