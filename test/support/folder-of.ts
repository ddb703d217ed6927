import { tempFolder, writeFiles } from './warehouse.ts';

/** A new folder with these files, by their paths in it. It is removed after the tests of the file. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  writeFiles(folder, files);
  return folder;
}
