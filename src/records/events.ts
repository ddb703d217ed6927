import type { Dataset } from '../core/dataset.ts';

/**
 * The event logs: one object for each thing a listener did.
 * The columns stand in the order of Sparkify's own `log_json_path.json`, so that file fits as it is.
 */
export const EVENTS: Dataset = {
  name: 'events',
  table: 'staging_events',
  columns: [
    { name: 'artist', key: 'artist', type: 'text' },
    { name: 'auth', key: 'auth', type: 'text' },
    { name: 'firstname', key: 'firstName', type: 'text' },
    { name: 'gender', key: 'gender', type: 'text' },
    { name: 'iteminsession', key: 'itemInSession', type: 'integer', required: true },
    { name: 'lastname', key: 'lastName', type: 'text' },
    { name: 'length', key: 'length', type: 'double' },
    { name: 'level', key: 'level', type: 'text' },
    { name: 'location', key: 'location', type: 'text' },
    { name: 'method', key: 'method', type: 'text' },
    { name: 'page', key: 'page', type: 'text', required: true },
    // A float literal in the logs (1540919166796.0), which Redshift does not take for a BIGINT.
    { name: 'registration', key: 'registration', type: 'double' },
    { name: 'sessionid', key: 'sessionId', type: 'bigint', required: true },
    { name: 'song', key: 'song', type: 'text' },
    { name: 'status', key: 'status', type: 'integer' },
    { name: 'ts', key: 'ts', type: 'bigint', required: true, epochMillis: true },
    { name: 'useragent', key: 'userAgent', type: 'text' },
    // A string in the logs, and "" for who is logged out: that becomes NULL.
    { name: 'userid', key: 'userId', type: 'bigint' },
  ],
};
