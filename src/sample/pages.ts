import type { Random } from './random.ts';

/** A page of the app, and how often it is seen. */
export interface Page {
  readonly name: string;
  /** The text of the method's value and of page. */
  readonly request: string;
  /** The text from the status to the key of ts. */
  readonly response: string;
}

interface PageRow {
  readonly name: string;
  readonly method: 'GET' | 'PUT';
  readonly status: 200 | 307 | 404;
  /** Of about 1,000 events: logged in and free, logged in and paid, logged out. */
  readonly weights: readonly [free: number, paid: number, out: number];
}

// The shares are near those counted in the original's November 2018 (85 % NextSong).
const ROWS = [
  { name: 'NextSong', method: 'PUT', status: 200, weights: [862, 895, 0] },
  { name: 'Home', method: 'GET', status: 200, weights: [74, 62, 600] },
  { name: 'Roll Advert', method: 'GET', status: 200, weights: [22, 0, 0] },
  { name: 'Settings', method: 'GET', status: 200, weights: [8, 8, 0] },
  { name: 'Save Settings', method: 'PUT', status: 307, weights: [2, 2, 0] },
  { name: 'About', method: 'GET', status: 200, weights: [4, 3, 50] },
  { name: 'Help', method: 'GET', status: 200, weights: [6, 5, 30] },
  { name: 'Upgrade', method: 'GET', status: 200, weights: [6, 0, 0] },
  { name: 'Downgrade', method: 'GET', status: 200, weights: [0, 10, 0] },
  { name: 'Error', method: 'GET', status: 404, weights: [2, 2, 0] },
  { name: 'Logout', method: 'PUT', status: 307, weights: [14, 13, 0] },
  { name: 'Login', method: 'PUT', status: 307, weights: [0, 0, 320] },
  { name: 'Submit Upgrade', method: 'PUT', status: 307, weights: [0, 0, 0] },
  { name: 'Submit Downgrade', method: 'PUT', status: 307, weights: [0, 0, 0] },
] as const satisfies readonly PageRow[];

type PageName = (typeof ROWS)[number]['name'];

const PAGES = new Map<string, Page>(ROWS.map((row) => [row.name, pageOf(row)]));

export const NEXT_SONG = page('NextSong');
export const LOGIN = page('Login');
export const LOGOUT = page('Logout');
/** What a user of a level (free, paid) opens, and then confirms, to get to the other level. */
export const CHANGE_PAGES = [page('Upgrade'), page('Downgrade')] as const;
export const SUBMIT_PAGES = [page('Submit Upgrade'), page('Submit Downgrade')] as const;

const DRAWN = [0, 1, 2].map(drawnFrom);

/** Draws a page for somebody who is logged in with a level (0 free, 1 paid) or logged out (2). */
export function drawPage(random: Random, state: 0 | 1 | 2): Page {
  return random.pick(DRAWN[state] as readonly Page[]);
}

/** Each page as many times as its weight says: drawing is then one index. */
function drawnFrom(state: number): Page[] {
  return ROWS.flatMap((row) => new Array<Page>(row.weights[state] ?? 0).fill(page(row.name)));
}

function page(name: PageName): Page {
  return PAGES.get(name) as Page;
}

function pageOf(row: PageRow): Page {
  return {
    name: row.name,
    request: `"${row.method}","page":"${row.name}"`,
    response: `,"status":${row.status},"ts":`,
  };
}
