import { EtlError } from '../core/errors.ts';
import { holdsSecret, redact } from '../redact.ts';
import { SETTINGS, type Setting } from '../settings/index.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import type { Origin, SettingState, Usable } from './settings.ts';

/** Where each setting comes from, and every mistake in them. */
export function examineSettings(states: readonly SettingState[], { contradictions }: Usable): Finding[] {
  const mistakes = states.flatMap((state) => (state.problem === undefined ? [] : [mistakeIn(state, state.problem)]));
  const misfits = contradictions.map((text) =>
    problem('settings-fit', new EtlError('usage', text, { hint: 'mend the settings that are named' })),
  );
  return [originsOf(states), ...mistakes, ...misfits];
}

function mistakeIn({ variable, origin }: SettingState, text: string): Finding {
  const place = origin === 'environment' ? 'the environment' : origin;
  const hint = origin === 'flag' ? 'mend it on the command line' : `mend ${variable} in ${place}`;
  return problem('setting', new EtlError('usage', text, { hint }));
}

function originsOf(states: readonly SettingState[]): Finding {
  const count = (...origins: readonly Origin[]) => states.filter(({ origin }) => origins.includes(origin)).length;
  const given = states.filter(({ origin }) => origin !== 'default' && origin !== 'not set');
  const found = `settings: ${count('flag')} from flags, ${count('environment')} from the environment, ${count('.env')} from .env, defaults for the others`;
  return ok('settings', found, given.map(describe));
}

function describe({ name, variable, origin, text = '', problem: mistake }: SettingState): string {
  const setting: Setting<unknown> = SETTINGS[name];
  const { flag } = setting;
  return `${variable}=${mistake === undefined ? shownOf(setting, text) : '…'} (${origin === 'flag' ? flag : origin})`;
}

function shownOf({ flag, shown }: Setting<unknown>, text: string): string {
  if (shown !== undefined) return shown(text);
  return flag === undefined || holdsSecret(text) ? '…' : redact(text);
}

const DIALECTS = { duckdb: 'DuckDB', postgres: 'PostgreSQL', redshift: 'Redshift' } as const;

/** Settings that were given and do nothing with the warehouse that was chosen. */
export function examineIdle(states: readonly SettingState[], { config, wrong }: Usable): Finding[] {
  const { dialect } = config.warehouse;
  if (wrong.has('warehouse') || dialect === 'redshift') return [];
  const idle = states.filter(({ name, text, origin }) => {
    if (origin === 'default' || origin === 'not set' || text === SETTINGS[name].fallback) return false;
    return SETTINGS[name].group === 'Redshift' || (dialect === 'duckdb' && name === 'warehousePassword');
  });
  if (idle.length === 0) return [];
  const names = idle.map(({ variable }) => variable).join(', ');
  const found = `${names}: set, but not used by ${DIALECTS[dialect]}`;
  return [warning('settings-used', found, 'unset what is not meant, or check WAREHOUSE_URL (--warehouse)')];
}
