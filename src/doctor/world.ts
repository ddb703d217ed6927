import type { Services } from '../compose.ts';
import type { Config, Flags } from '../config.ts';
import type { SettingName } from '../settings/index.ts';
import type { SettingsFileContent } from '../settings-file.ts';

type Environment = Record<string, string | undefined>;

/** The file `.env` of the current folder, as it was read before anything else. */
export interface SettingsFile extends SettingsFileContent {
  /** The variables that the environment had before: they come before the file's. */
  readonly inEnvironment: ReadonlySet<string>;
}

/** What the settings are looked at with. */
export interface Given {
  readonly flags: Flags;
  readonly environment: Environment;
  readonly file: SettingsFile;
  readonly version: string;
  readonly nodeVersion: string;
}

/** What everything else is looked at with. */
export interface World {
  /** Settings that are wrong are left out of it: what depends on them is not tried. */
  readonly config: Config;
  readonly wrong: ReadonlySet<SettingName>;
  readonly services: Services;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** The wrong ones among some settings, by their variables, as the reason why something is not tried; undefined: none. */
export function wrongAmong({ wrong }: Pick<World, 'wrong'>, ...names: readonly SettingName[]): string | undefined {
  return names.some((name) => wrong.has(name)) ? 'because of a wrong setting' : undefined;
}
