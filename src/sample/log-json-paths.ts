/** Keys of an event in the order in which the logs have them. */
export const EVENT_KEYS = [
  'artist',
  'auth',
  'firstName',
  'gender',
  'itemInSession',
  'lastName',
  'length',
  'level',
  'location',
  'method',
  'page',
  'registration',
  'sessionId',
  'song',
  'status',
  'ts',
  'userAgent',
  'userId',
] as const;

/** The file that tells Redshift's COPY which key fills which column; it takes no other spelling of `jsonpaths`. */
export const LOG_JSON_PATHS = `${JSON.stringify({ jsonpaths: EVENT_KEYS.map((key) => `$['${key}']`) }, null, 4)}\n`;
