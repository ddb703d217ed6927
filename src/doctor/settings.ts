import { type Config, type Flags, problemOf, readConfig } from '../config.ts';
import { ConfigError } from '../core/errors.ts';
import { SETTINGS, type Setting, type SettingName } from '../settings/index.ts';
import type { Given } from './world.ts';

export type Origin = 'flag' | 'environment' | '.env' | 'default' | 'not set';

/** One setting: where it comes from, and what is wrong with it alone. */
export interface SettingState {
  readonly name: SettingName;
  readonly variable: string;
  readonly origin: Origin;
  readonly text: string | undefined;
  readonly problem: string | undefined;
}

/** Every setting, in the order of the documentation. */
export function settingStates(given: Given): readonly SettingState[] {
  return Object.entries<Setting<unknown>>(SETTINGS).map(([name, setting]) =>
    stateOf(name as SettingName, setting, given),
  );
}

function stateOf(name: SettingName, setting: Setting<unknown>, { flags, environment, file }: Given): SettingState {
  const { variable, fallback } = setting;
  const flag = flags[name] === undefined ? undefined : String(flags[name]);
  const variableText = environment[variable] || undefined;
  const text = flag ?? variableText ?? fallback;
  const isOfFile = file.variables[variable] !== undefined && !file.inEnvironment.has(variable);
  const fromVariable: Origin = isOfFile ? '.env' : 'environment';
  const unset: Origin = fallback === undefined ? 'not set' : 'default';
  const origin = flag !== undefined ? 'flag' : variableText !== undefined ? fromVariable : unset;
  return { name, variable, origin, text, problem: problemOf(setting, flag, environment) };
}

/** A configuration to go on with, what does not fit together, and the settings that are not in it because of that. */
export interface Usable {
  readonly config: Config;
  readonly contradictions: readonly string[];
  readonly wrong: ReadonlySet<SettingName>;
}

/** Leaves out what is wrong by itself, and all that is said of the warehouse if that does not fit together. */
export function usableConfig(given: Given, states: readonly SettingState[]): Usable {
  const wrong = new Set(states.filter(({ problem }) => problem !== undefined).map(({ name }) => name));
  try {
    return { config: readWithout(wrong, given), contradictions: [], wrong };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const contradictions = error.details.length === 0 ? [error.message] : error.details;
    for (const { name } of states) if (/^(Warehouse|Redshift)$/.test(SETTINGS[name].group)) wrong.add(name);
    return { config: readWithout(wrong, given), contradictions, wrong };
  }
}

function readWithout(wrong: ReadonlySet<SettingName>, { flags, environment }: Given): Config {
  const kept: Flags = Object.fromEntries(Object.entries(flags).filter(([name]) => !wrong.has(name as SettingName)));
  const unset = [...wrong].map((name) => [SETTINGS[name].variable, undefined]);
  return readConfig(kept, { ...environment, ...Object.fromEntries(unset) });
}
