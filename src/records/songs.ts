import type { Dataset } from '../core/dataset.ts';

/** The song catalogue: a subset of the Million Song Dataset, one object a file. A year of 0 means unknown. */
export const SONGS: Dataset = {
  name: 'songs',
  table: 'staging_songs',
  columns: [
    { name: 'num_songs', key: 'num_songs', type: 'integer' },
    { name: 'artist_id', key: 'artist_id', type: 'text', required: true },
    { name: 'artist_latitude', key: 'artist_latitude', type: 'double' },
    { name: 'artist_longitude', key: 'artist_longitude', type: 'double' },
    { name: 'artist_location', key: 'artist_location', type: 'text' },
    { name: 'artist_name', key: 'artist_name', type: 'text' },
    { name: 'song_id', key: 'song_id', type: 'text', required: true },
    { name: 'title', key: 'title', type: 'text' },
    { name: 'duration', key: 'duration', type: 'double' },
    { name: 'year', key: 'year', type: 'integer' },
  ],
};
