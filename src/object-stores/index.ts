export { parseLocation, type SourceLocation } from './location.ts';
export { openStore } from './open-store.ts';
export { readText } from './read-text.ts';
export type { S3Options } from './s3-client.ts';
