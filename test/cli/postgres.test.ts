import { postgresPlaces } from '../support/server-places.ts';
import { describeServer } from './server-suite.ts';

describeServer(await postgresPlaces());
