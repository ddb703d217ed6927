/** Statements that spoil a warehouse, for every engine: what is done to the clean days of clean.ts. */

/** Adds a copy of rows, changed. */
export function copied(table: string, where: string, set?: string): string[] {
  return [
    `create table copied_rows as select * from ${table} where ${where}`,
    ...(set === undefined ? [] : [`update copied_rows set ${set}`]),
    `insert into ${table} select * from copied_rows`,
    'drop table copied_rows',
  ];
}

/** Makes a table take nulls everywhere, as one that somebody made with CREATE TABLE AS. */
export function withoutConstraints(table: string): string[] {
  return [
    `create table loose_table as select * from ${table}`,
    `drop table ${table}`,
    `alter table loose_table rename to ${table}`,
  ];
}

/** Leaves a day as one that was pruned, with all its events left. Checks that compare plays with staged events leave it out. */
export function pruned(day: string): string[] {
  return [
    `delete from etl_published_days where log_date = '${day}'`,
    `insert into etl_restaged_days values ('${day}')`,
    `delete from etl_staged_days where log_date = '${day}'`,
  ];
}

/** Leaves a day as one of which only the plays are known. */
export function publishedOnly(day: string): string[] {
  return [...pruned(day), `delete from staging_events where log_date = '${day}'`];
}

/** The same change of plays and of the events that they come from. */
export function alsoStaged(set: string, session: number): string[] {
  return [
    `update songplays set ${set} where session_id = ${session}`,
    `update staging_events set ${set} where page = 'NextSong' and sessionid = ${session}`,
  ];
}

/** The same change of a song, or of an artist, and of the record that it comes from. */
export function alsoInCatalogue(table: 'songs' | 'artists', column: string, value: string, id = '00'): string[] {
  const key = table === 'songs' ? `song_id = 'SO${id}'` : `artist_id = 'AR${id}'`;
  const isOfArtist = table === 'artists' && column !== 'artist_id';
  return [
    `update ${table} set ${column} = ${value} where ${key}`,
    `update staging_songs set ${isOfArtist ? 'artist_' : ''}${column} = ${value} where ${key}`,
  ];
}

/** One more record was read for a day, where one is added to what is staged. */
export function oneMoreRead(day: string): string {
  return `update etl_staged_days set records = records + 1 where log_date = '${day}'`;
}
