// The floor of the song catalogue: lists and reads the files with plain calls, puts them into one, and lets DuckDB load that; checks,
// replaces and lists nothing. Arguments: DuckDB file, folder, file to pack into, insert statement that reads that file.
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { DuckDBInstance } from '@duckdb/node-api';

const [, , database, folder, packed, insert] = process.argv;
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
writeFileSync(packed, Buffer.concat(contentsOf(sizesIn(folder, []))));
const { rowsChanged } = await connection.run(insert);
console.log(rowsChanged);
connection.disconnectSync();
instance.closeSync();

function sizesIn(path, found) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) sizesIn(inside, found);
    else found.push([inside, statSync(inside)]);
  }
  return found;
}

/** With what has to be asked to know that a file did not change since it was listed. */
function contentsOf(files) {
  return files.map(([path, { size, mtimeMs }]) => {
    const descriptor = openSync(path, 'r');
    const content = Buffer.allocUnsafe(size + 1);
    const length = readSync(descriptor, content, 0, size, null);
    if (length < size || fstatSync(descriptor).mtimeMs !== mtimeMs) throw new Error(`${path} changed`);
    closeSync(descriptor);
    content[size] = 0x0a;
    return content;
  });
}
