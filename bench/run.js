import { cpus, loadavg } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { PROGRAMS } from './programs/index.js';

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} summary
 * @property {Record<string, number>} sizes flags and their defaults: amounts, and `runs` of each side
 * @property {(sizes: Record<string, number>) => Promise<boolean[]>} run prints figures; resolves to whether each target is met
 */

const sizeFlags = [...new Set(PROGRAMS.flatMap(({ sizes }) => Object.keys(sizes)))];

function readArguments() {
  const options = Object.fromEntries(sizeFlags.map((flag) => [flag, { type: 'string' }]));
  const help = { type: 'boolean', short: 'h' };
  const { values, positionals } = parseArgs({ options: { ...options, help }, allowPositionals: true });
  const unknown = positionals.filter((name) => !PROGRAMS.some((program) => program.name === name));
  if (unknown.length > 0) throw new Error(`no such benchmark: ${unknown.join(', ')}`);
  const sizes = Object.entries(values).flatMap(([flag, text]) =>
    flag === 'help' ? [] : [[flag, positive(flag, text)]],
  );
  return { help: values.help === true, names: positionals, sizes: Object.fromEntries(sizes) };
}

function positive(flag, text) {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${flag}: expected a number above 0, found "${text}"`);
  return value;
}

function printUsage() {
  console.log('node bench/run.js [name…] [--flag n …]     (all of them, if none is named)\n');
  for (const { name, summary, sizes } of PROGRAMS) {
    const flags = Object.entries(sizes).map(([flag, value]) => `--${flag} ${value}`);
    console.log(`${name}\n  ${summary}\n  ${flags.join(' ')}\n`);
  }
}

async function runPrograms(names, given) {
  const verdicts = [];
  for (const { name, summary, sizes, run } of PROGRAMS) {
    if (names.length > 0 && !names.includes(name)) continue;
    const load = loadavg()[0].toFixed(1);
    console.log(
      `\n${name}: ${summary}\n  (Node ${process.versions.node}, ${cpus().length} cores, load before: ${load})`,
    );
    const own = Object.entries(given).filter(([flag]) => flag in sizes);
    verdicts.push(...(await run({ ...sizes, ...Object.fromEntries(own) })));
  }
  return verdicts;
}

const { help, names, sizes } = readArguments();
if (help) printUsage();
else process.exitCode = (await runPrograms(names, sizes)).every(Boolean) ? 0 : 1;
