import { crashEngine } from './crash/engine.js';
import { readOptions, USAGE } from './crash/options.js';
import { stopAll } from './verify/program.js';

process.exitCode = await main(process.argv.slice(2));

async function main(argv) {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  let isInterrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      isInterrupted = true;
      // Whoever waits for a run fails, and takes away what was made for it.
      stopAll();
    });
  }
  try {
    return await crashAll(options);
  } catch (error) {
    if (!isInterrupted) throw error;
    console.error('interrupted');
    return 130;
  }
}

async function crashAll(options) {
  console.log(`Data: ${options.data ?? 'a sample'}\nSeed: ${options.seed}`);
  let wrong = 0;
  for (const engine of options.engines) wrong += await crashEngine(engine, options);
  console.log(wrong === 0 ? '\nNo differences.' : `\n${wrong} kills led to differences.`);
  return wrong === 0 ? 0 : 1;
}
