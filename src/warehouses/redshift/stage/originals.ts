import { EtlError } from '../../../core/errors.ts';
import type { StageFile } from '../../../core/warehouse.ts';
import type { CopySource } from '../copy/statement.ts';
import type { WorkFolder } from '../copy/work-folder.ts';
import type { Loading } from './loading.ts';
import type { Slice } from './slice.ts';

/** The files of a slice as they are. */
export interface Originals {
  readonly kind: 'originals';
  readonly copies: readonly CopySource[];
}

/** Listings at a time. */
const LISTINGS = 8;

/**
 * How COPY reads exactly the files of a slice: by a manifest, or where there is no place to write one, by keys that nothing
 * else begins with.
 * @param jsonPaths what COPY is told of a JSONPaths file
 * @throws EtlError 'usage' if that cannot be
 */
export async function findOriginals(loading: Loading, slice: Slice, jsonPaths: string | undefined): Promise<Originals> {
  const { folder, load } = loading;
  const groups = byCompression(slice.files);
  if (folder !== undefined) return { kind: 'originals', copies: await byManifest(loading, folder, slice, jsonPaths) };
  const uris =
    load.dataset.name === 'songs' ? [await commonFolder(loading, groups)] : await separateKeys(loading, slice);
  const copies = uris.map((uri) => ({ uri, isManifest: false, isGzip: isGzip(uri, groups), jsonPaths }));
  return { kind: 'originals', copies };
}

interface Groups {
  readonly plain: readonly StageFile[];
  readonly gzip: readonly StageFile[];
}

/** A COPY takes either compressed files or others. */
function byCompression(files: readonly StageFile[]): Groups {
  const isCompressed = ({ object }: StageFile) => object.uri.endsWith('.gz');
  return { plain: files.filter((file) => !isCompressed(file)), gzip: files.filter(isCompressed) };
}

function isGzip(uri: string, { plain }: Groups): boolean {
  return uri.endsWith('/') ? plain.length === 0 : uri.endsWith('.gz');
}

async function byManifest(
  { signal }: Loading,
  folder: WorkFolder,
  { name, files }: Slice,
  jsonPaths: string | undefined,
): Promise<CopySource[]> {
  const { plain, gzip } = byCompression(files);
  const groups = [
    { group: plain, isGzip: false, name },
    { group: gzip, isGzip: true, name: `${name}-gz` },
  ].filter(({ group }) => group.length > 0);
  return Promise.all(
    groups.map(async ({ group, isGzip, name }) => {
      const uris = group.map(({ object }) => object.uri);
      return { uri: await folder.putManifest(name, uris, signal), isManifest: true, isGzip, jsonPaths };
    }),
  );
}

/** The keys of the files, none of which another key begins with: COPY would read that one as well. */
async function separateKeys({ load, signal }: Loading, { files }: Slice): Promise<string[]> {
  const uris = files.map(({ object }) => object.uri);
  for (let n = 0; n < uris.length; n += LISTINGS) {
    await Promise.all(
      uris.slice(n, n + LISTINGS).map(async (uri) => {
        const neighbour = (await load.reader.startingWith(uri, signal)).find((each) => each !== uri);
        if (neighbour !== undefined) throw notAlone(`${uri} cannot be copied alone`, neighbour);
      }),
    );
  }
  return uris;
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
  if (extra !== undefined) throw notAlone(`${folder} cannot be copied as a whole`, extra);
  return folder;
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
