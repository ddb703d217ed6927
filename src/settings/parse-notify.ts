import { Secret } from '../core/secret.ts';

// What the settings of notifications may say. Each throws an Error that does not repeat what it found: most of these URLs
// are secrets as a whole.

/** A webhook: whoever knows its URL may post there. */
export interface Hook {
  readonly url: Secret;
  /** What may be seen of it: `https://hooks.slack.com`. */
  readonly shown: string;
}

/** `recovery` is the first success after a run of the same command that did not succeed. */
const NOTIFY_OCCASIONS = ['failure', 'recovery', 'always'] as const;
export type NotifyOccasion = (typeof NOTIFY_OCCASIONS)[number];

export function parseNotifyUrl(text: string): Hook {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('expected an http:// or https:// URL (it is not repeated here, because it may hold a secret)');
  }
  if (!canBeDecoded(url.username) || !canBeDecoded(url.password)) {
    throw new Error('a % in its user or password is written %25 (it is not repeated here)');
  }
  return { url: new Secret(url.href), shown: url.origin };
}

function canBeDecoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export function parseNotifyOn(text: string): ReadonlySet<NotifyOccasion> {
  const names = text.split(',').map((name) => name.trim());
  const isKnown = (name: string): name is NotifyOccasion => (NOTIFY_OCCASIONS as readonly string[]).includes(name);
  if (!names.every(isKnown)) {
    throw new Error(`expected some of ${NOTIFY_OCCASIONS.join(', ')}, with commas between them`);
  }
  return new Set(names.filter(isKnown));
}

/** Slack, Discord, Teams, Telegram and the like: their paths end in a token. */
const HOOK_HOSTS =
  /(^|\.)(slack\.com|discord(app)?\.com|office\.com|telegram\.org|chat\.googleapis\.com|hc-ping\.com)$/;

/** Mattermost, Rocket.Chat, GitLab and others name the place where the token follows. */
const HOOK_PATH = /\/(hooks?|webhooks?|services)\//i;

/** Something that nobody would choose as a name: letters and digits mixed, 16 or more of them. */
const TOKEN = /(?=[^/]*\d)(?=[^/]*[a-z])[\w:.~-]{16,}/i;

/** True if whoever sees the URL of a webhook may be able to post there. Says so too often rather than too seldom. */
export function hookHoldsSecret(text: string): boolean {
  if (!URL.canParse(text)) return TOKEN.test(text);
  const { username, password, search, hash, hostname, pathname } = new URL(text);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return true;
  return (HOOK_HOSTS.test(hostname) && pathname !== '/') || HOOK_PATH.test(pathname) || TOKEN.test(pathname);
}
