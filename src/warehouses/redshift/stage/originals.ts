import { EtlError } from '../../../core/errors.ts';
import type { StageFile } from '../../../core/warehouse.ts';
import { WholeCatalogueError } from '../../../core/whole-catalogue.ts';
import type { CopySource } from '../copy/statement.ts';
import type { WorkFolder } from '../copy/work-folder.ts';
import { type FileContents, readContents } from './file-contents.ts';
import type { Loading } from './loading.ts';
import type { Slice } from './slice.ts';

/** The files of a slice as they are. */
export interface Originals {
  readonly kind: 'originals';
  readonly copies: readonly CopyOfFiles[];
  /** What each file holds, where one COPY reads several. Begun when the source was found: it may fail at any time. */
  readonly records: Promise<FileContents> | undefined;
}

interface CopyOfFiles extends CopySource {
  readonly files: readonly StageFile[];
}

/** So many song files are copied one by one. */
const FEW_SONG_FILES = 20;

/** Listings at a time. */
const LISTINGS = 8;

/**
 * How COPY reads exactly the files of a slice: by manifests, or where there is no place to write one, by keys that nothing
 * else begins with.
 * @param jsonPaths what COPY is told of a JSONPaths file
 * @throws EtlError 'usage' if that cannot be; WholeCatalogueError if it can with all song files
 */
export async function findOriginals(loading: Loading, slice: Slice, jsonPaths: string | undefined): Promise<Originals> {
  const { folder, load } = loading;
  if (folder !== undefined) {
    return { kind: 'originals', copies: await byManifests(loading, folder, slice, jsonPaths), records: undefined };
  }
  const isSongs = load.dataset.name === 'songs';
  if (isSongs && !(load.isPartial && slice.files.length <= FEW_SONG_FILES))
    return copyFolder(loading, slice, jsonPaths);
  await requireSeparateKeys(loading, slice);
  const copies = slice.files.map((file) => {
    const { uri } = file.object;
    return { uri, isManifest: false, isGzip: isCompressed(file), jsonPaths, files: [file] };
  });
  return { kind: 'originals', copies, records: isSongs ? readInAdvance(loading, slice) : undefined };
}

async function copyFolder(loading: Loading, slice: Slice, jsonPaths: string | undefined): Promise<Originals> {
  const { files } = slice;
  const groups = byCompression(files);
  const uri = await commonFolder(loading, groups);
  const isGzip = groups.plain.length === 0;
  const copies = [{ uri, isManifest: false, isGzip, jsonPaths, files }];
  return { kind: 'originals', copies, records: readInAdvance(loading, slice) };
}

/** What each song file holds; undefined where there is only one. */
function readInAdvance(loading: Loading, slice: Slice): Originals['records'] {
  if (slice.files.length <= 1) return undefined;
  const records = readContents(loading, slice);
  // Awaited when Redshift has done its part.
  records.catch(() => undefined);
  return records;
}

interface Groups {
  readonly plain: readonly StageFile[];
  readonly gzip: readonly StageFile[];
}

/** A COPY takes either compressed files or others. */
function byCompression(files: readonly StageFile[]): Groups {
  return { plain: files.filter((file) => !isCompressed(file)), gzip: files.filter(isCompressed) };
}

function isCompressed({ object }: StageFile): boolean {
  return object.uri.endsWith('.gz');
}

/** A manifest and a COPY for each file: of a COPY of several Redshift does not tell how many rows each of them had. */
function byManifests(
  { signal }: Loading,
  folder: WorkFolder,
  { name, files }: Slice,
  jsonPaths: string | undefined,
): Promise<CopyOfFiles[]> {
  return Promise.all(
    files.map(async (file, n) => {
      const manifest = files.length === 1 ? name : `${name}-${n + 1}`;
      const uri = await folder.putManifest(manifest, [file.object.uri], signal);
      return { uri, isManifest: true, isGzip: isCompressed(file), jsonPaths, files: [file] };
    }),
  );
}

/** Throws if any key begins with that of a file: COPY would read it as well. */
async function requireSeparateKeys({ load, signal }: Loading, { files }: Slice): Promise<void> {
  const uris = files.map(({ object }) => object.uri);
  for (let n = 0; n < uris.length; n += LISTINGS) {
    await Promise.all(
      uris.slice(n, n + LISTINGS).map(async (uri) => {
        const neighbour = (await load.reader.startingWith(uri, signal)).find((each) => each !== uri);
        if (neighbour !== undefined) throw notAlone(`${uri} cannot be copied alone`, neighbour);
      }),
    );
  }
}

/** The folder that holds the files of the load and nothing else. */
async function commonFolder({ load, signal }: Loading, { plain, gzip }: Groups): Promise<string> {
  const files = [...plain, ...gzip];
  const folder = folderOf(files.map(({ object }) => object.uri));
  if (plain.length > 0 && gzip.length > 0) {
    throw new EtlError('usage', `${folder} holds both plain and compressed files, which one COPY cannot read`, {
      hint: 'set WORK_URI (--work-uri): the files are then packed here',
      details: [plain[0]?.object.uri ?? '', gzip[0]?.object.uri ?? ''],
    });
  }
  const wanted = new Set(files.map(({ object }) => object.uri));
  const extra = (await load.reader.startingWith(folder, signal)).find((uri) => !wanted.has(uri));
  if (extra === undefined) return folder;
  if (load.isPartial) throw new WholeCatalogueError(`without WORK_URI (--work-uri), COPY reads ${folder} as a whole`);
  throw notAlone(`${folder} cannot be copied as a whole`, extra);
}

function folderOf(uris: readonly string[]): string {
  const [first = ''] = uris;
  let length = first.lastIndexOf('/') + 1;
  for (const uri of uris) {
    while (!uri.startsWith(first.slice(0, length))) length = first.lastIndexOf('/', length - 2) + 1;
  }
  return first.slice(0, length);
}

function notAlone(message: string, neighbour: string): EtlError {
  return new EtlError('usage', `${message}: COPY goes by what a key begins with, and would read ${neighbour} as well`, {
    hint: 'set WORK_URI (--work-uri) to a place in S3 that may be written to: a manifest there lists exactly the files of a load',
  });
}
