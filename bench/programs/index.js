import { help } from './help.js';
import { logs1gb } from './logs-1gb.js';
import { oneDay } from './one-day.js';

/** Every benchmark there is, in the order of a full run. Add one here. */
export const PROGRAMS = [help, oneDay, logs1gb];
