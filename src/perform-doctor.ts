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
import type { Performance } from './performance.ts';
import { redact } from './redact.ts';
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

const SECRETS = ['WAREHOUSE_PASSWORD', 'PGPASSWORD', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY_ID'];
/** What is shorter may be part of a word. */
const LEAST_SECRET = 4;

/** Takes secrets out of findings: by how they look, and by what they are, should a server repeat them. */
function hider(env: Performance['env']): (finding: Told) => Told {
  const secrets = SECRETS.flatMap((name) => env[name] ?? []).filter((secret) => secret.length >= LEAST_SECRET);
  const hide = (text: string) =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), redact(text));
  return ({ found, fix, details, ...finding }) => ({
    ...finding,
    found: hide(found),
    ...(fix === undefined ? {} : { fix: hide(fix) }),
    ...(details === undefined ? {} : { details: details.map(hide) }),
  });
}
