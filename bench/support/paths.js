import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The tool as it is installed: needs `npm run build`. */
export const TOOL = join(ROOT, 'bin', 'sparkify-etl.js');

/** Generated data, kept between runs. Nothing else needs it: delete it at will. */
export const DATA = join(ROOT, '.bench', 'data');

/** An empty-or-not place for what a run writes; paths in it are overwritten. */
export function scratchPath(name) {
  const folder = join(ROOT, '.bench', 'scratch');
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}
