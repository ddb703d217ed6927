/** The tables that readers see, each with the column that tells its rows apart. */
export const KEYS = {
  songplays: 'songplay_id',
  users: 'user_id',
  songs: 'song_id',
  artists: 'artist_id',
  time: 'start_time',
};
export const PUBLISHED = Object.keys(KEYS);
export const TABLES = ['staging_events', 'staging_songs', ...PUBLISHED];

/** The differences between two exports, as text; none if they are equal. */
export function differencesBetween(expected, found) {
  return Object.keys(expected).flatMap((table) => {
    const [wanted, there] = [expected[table] ?? [], found[table] ?? []];
    if (wanted.length === there.length && wanted.every((row, index) => row === there[index])) return [];
    const missing = without(wanted, there);
    const unexpected = without(there, wanted);
    const example = missing[0] ?? unexpected[0];
    return [`${table}: ${missing.length} rows missing, ${unexpected.length} unexpected, for example ${example}`];
  });
}

/** The rows of one list that another does not have, as often as they are more there. */
function without(rows, others) {
  const counts = new Map();
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = counts.get(row) ?? 0;
    counts.set(row, count - 1);
    return count <= 0;
  });
}
