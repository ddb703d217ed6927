import { createHash } from 'node:crypto';
import { TABLES } from './tables.js';

/**
 * Compares what one run of all days gave on several engines, byte by byte.
 * @param {{ name: string, content: Record<string, string[]> }[]} exports
 * @returns {number} how many tables differ
 */
export function compareEngines(exports) {
  console.log(`\nThe same tables on ${exports.map(({ name }) => name).join(', ')}`);
  const differing = TABLES.filter((table) => {
    const texts = exports.map(({ content }) => content[table].join('\n'));
    const isSame = texts.every((text) => text === texts[0]);
    const bytes = `${content(exports[0], table).length} rows, ${Buffer.byteLength(texts[0])} bytes`;
    const digests = isSame ? digest(texts[0]) : texts.map(digest).join(', ');
    console.log(`  ${isSame ? '✔' : '✖'} ${table}: ${bytes}, SHA-256 ${digests}`);
    if (!isSame) showFirstDifference(exports, table);
    return !isSame;
  });
  console.log(`  ${differing.length} of ${TABLES.length} tables differ`);
  return differing.length;
}

const content = (each, table) => each.content[table];

const digest = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

function showFirstDifference([first, ...others], table) {
  for (const other of others) {
    const at = content(first, table).findIndex((row, index) => row !== content(other, table)[index]);
    if (at < 0) continue;
    console.log(`      ${first.name}: ${content(first, table)[at]}\n      ${other.name}: ${content(other, table)[at]}`);
  }
}
