/** How values of a column are made up. */
export type Kind = 'text' | 'whole' | 'number' | 'time' | 'day';

interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly nullable: boolean;
}

const column = (name: string, kind: Kind = 'text'): Column => ({ name, kind, nullable: true });
const needed = (name: string, kind: Kind = 'text'): Column => ({ name, kind, nullable: false });

/** The published tables; the first column tells the rows of a table apart. */
export const COLUMNS = {
  songplays: [
    needed('songplay_id'),
    needed('start_time', 'time'),
    column('user_id', 'whole'),
    column('level'),
    column('song_id'),
    column('artist_id'),
    needed('session_id', 'whole'),
    column('location'),
    column('user_agent'),
    needed('log_date', 'day'),
  ],
  users: [needed('user_id', 'whole'), column('first_name'), column('last_name'), column('gender'), column('level')],
  songs: [
    needed('song_id'),
    column('title'),
    needed('artist_id'),
    column('year', 'whole'),
    column('duration', 'number'),
  ],
  artists: [
    needed('artist_id'),
    column('name'),
    column('location'),
    column('latitude', 'number'),
    column('longitude', 'number'),
  ],
  time: [
    needed('start_time', 'time'),
    ...['hour', 'day', 'week', 'month', 'year', 'weekday'].map((name) => needed(name, 'whole')),
  ],
} satisfies Readonly<Record<string, readonly Column[]>>;

export type Published = keyof typeof COLUMNS;
export const PUBLISHED = Object.keys(COLUMNS) as readonly Published[];

/** The column that tells the rows of a table apart. */
export function keyOf(table: Published): string {
  return COLUMNS[table][0]?.name ?? '';
}
