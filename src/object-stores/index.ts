export { parseLocation, type SourceLocation } from './location.ts';
export { openStore } from './open-store.ts';
export { openWork } from './open-work.ts';
export { readText } from './read-text.ts';
export { regionOf, type S3Options } from './s3-client.ts';
export { probeS3, type S3Probe } from './s3-probe.ts';
export type { OpenWorkArea } from './s3-work.ts';
