import { postgresPlaces } from '../support/server-places.ts';
import { describeBadData } from './bad-data-suite.ts';

describeBadData(await postgresPlaces({ days: 2, eventsPerDay: 80, songs: 20 }), { 'a value that does not fit': {} });
