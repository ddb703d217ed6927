/**
 * A request to S3, as it is told apart from the others of a run.
 * @typedef {object} Request
 * @property {'program' | 'cluster'} side who asks: Redshift reads S3 itself
 * @property {'LIST' | 'GET' | 'PUT' | 'REMOVE' | string} verb
 * @property {string} key of the object, without the bucket; for LIST what keys begin with
 * @property {string} name verb and key, the same for every run of the same command on the same data
 */

/** @returns {Request} */
export function readRequest({ method, url, headers }, side) {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const isList = searchParams.has('list-type');
  const verb = isList ? 'LIST' : method === 'POST' && searchParams.has('delete') ? 'REMOVE' : method;
  const path = decodeURIComponent(pathname).split('/').slice(2).join('/');
  const key = isList ? (searchParams.get('prefix') ?? '') : path;
  const range = headers.range === undefined ? '' : ' (range)';
  return { side, verb, key, name: `${side} ${verb} ${key.replace(WORK_FOLDER, 'work/*/')}${range}` };
}

/** What a run puts below WORK_URI is in a folder of its own. */
const WORK_FOLDER = /^work\/(?:.*\/)?(?=[^/]*$)/;
