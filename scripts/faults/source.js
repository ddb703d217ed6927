import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { writeSample } from '../../dist/sample/write-sample.js';
import { makeData } from '../crash/data.js';

const SAMPLE = { days: 4, users: 6, songs: 6, eventsPerDay: 25, knownShare: 0.6, seed: 5 };

/** Objects of this size are read as streams, and go on where they broke off. */
const STREAMED_BYTES = 8 * 1024 * 1024;

/**
 * The data at two times, key to content. In the later one a day and songs have come, and a day and a song have changed; the
 * file of the new day is large, though most of it is blank.
 * @returns {Promise<{ days: string[], changedDay: string, earlier: Map<string, Buffer>, later: Map<string, Buffer> }>}
 */
export async function makeSource() {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-faults-'));
  try {
    const [sample, root] = [join(folder, 'sample'), join(folder, 'source')];
    await writeSample({ ...SAMPLE, out: sample });
    const { days, changedDay, news } = makeData(root, sample);
    const earlier = filesIn(root);
    const later = new Map([...earlier, ...news]);
    const last = [...news.keys()].find((key) => key.includes(`${days.at(-1)}-`));
    later.set(last, Buffer.concat([later.get(last), Buffer.alloc(STREAMED_BYTES, '\n')]));
    return { days, changedDay, earlier, later };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesIn(root) {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [relative(root, path).replaceAll(sep, '/'), readFileSync(path)]));
}

/**
 * The data with one object replaced by a version with less in it, or without it.
 * @param {Map<string, Buffer>} files
 * @param {'replaced' | 'deleted'} change
 */
export function changed(files, key, change) {
  const result = new Map(files);
  if (change === 'deleted') result.delete(key);
  else result.set(key, key.startsWith('log_data/') ? withoutFirstLine(files.get(key)) : renamed(files.get(key)));
  return result;
}

function withoutFirstLine(content) {
  return content.subarray(content.indexOf('\n') + 1);
}

/** One that is no JSON becomes it. */
function renamed(content) {
  try {
    const song = JSON.parse(content.toString());
    return Buffer.from(JSON.stringify({ ...song, title: `${song.title} (again)` }));
  } catch {
    return Buffer.from('{"still": "no song"}');
  }
}
