import { checks1gb } from './checks-1gb.js';
import { help } from './help.js';
import { history } from './history.js';
import { logs1gb } from './logs-1gb.js';
import { oneDay } from './one-day.js';
import { postgres1gb } from './postgres-1gb.js';
import { redshiftPacking } from './redshift-packing.js';
import { redshiftRoundTrips } from './redshift-round-trips.js';
import { s3Small } from './s3-small.js';
import { songsCatalogue } from './songs-catalogue.js';

/** Every benchmark there is, in the order of a full run. Add one here. */
export const PROGRAMS = [
  help,
  oneDay,
  history,
  songsCatalogue,
  s3Small,
  logs1gb,
  checks1gb,
  postgres1gb,
  redshiftPacking,
  redshiftRoundTrips,
];
