import { chooseSettings } from './choose.ts';
import type { DoctorCommand } from './commands/command.ts';
import { compose } from './compose.ts';
import {
  diagnose,
  exitCodeOf,
  present,
  type SettingsFile,
  settingStates,
  type Told,
  toDocument,
  usableConfig,
  verdictLine,
} from './doctor/index.ts';
import { redactionFor } from './known-secrets.ts';
import type { Performance } from './performance.ts';
import { createStyle } from './reporters/style.ts';

/** Tells on stdout what keeps a run from succeeding; resolves to the code that a run would end with. */
export async function performDoctor(
  { command, options, version, nodeVersion, env, signal, streams }: Performance & { command: DoctorCommand },
  file: SettingsFile,
): Promise<number> {
  const { out } = streams;
  const given = { flags: chooseSettings(command, options), environment: env, file, version, nodeVersion };
  const states = settingStates(given);
  const usable = usableConfig(given, states);
  const { config, wrong } = usable;
  const services = compose(config, env, 'read', signal);
  const style = createStyle({ isTTY: out.isTTY === true && env.TERM !== 'dumb', ...colorWishes(env) });
  const write = (lines: readonly string[]) => lines.forEach((line) => void out.write(`${line}\n`));
  const hide = hider(env);
  const tell = (findings: readonly Told[]) => {
    if (options.json !== true) write(present(findings.map(hide), style));
  };
  try {
    const world = { config, wrong, services, environment: env, signal };
    const findings = await diagnose({ given, states, usable, world }, tell);
    const json = () => JSON.stringify(toDocument(findings.map(hide), version));
    write([options.json === true ? json() : verdictLine(findings, style)]);
    return exitCodeOf(findings);
  } finally {
    await services.close();
  }
}

function colorWishes({ NO_COLOR, FORCE_COLOR }: Performance['env']) {
  return { NO_COLOR, FORCE_COLOR };
}

/** Takes secrets out of findings: by how they look, and by what they are, should a server repeat them. */
function hider(env: Performance['env']): (finding: Told) => Told {
  const { message: hide } = redactionFor(env);
  return ({ found, fix, details, ...finding }) => ({
    ...finding,
    found: hide(found),
    ...(fix === undefined ? {} : { fix: hide(fix) }),
    ...(details === undefined ? {} : { details: details.map(hide) }),
  });
}
