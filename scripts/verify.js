import { compareEngines } from './verify/compare.js';
import { verifyEngine } from './verify/engine.js';
import { readOptions, USAGE } from './verify/options.js';
import { stopAll } from './verify/program.js';

process.exitCode = await main(process.argv.slice(2));

/** Lets everything come to its end, so that nothing stays on a server. */
function watchSignals() {
  const watch = { interrupted: false };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      watch.interrupted = true;
      stopAll();
    });
  }
  return watch;
}

async function main(argv) {
  const options = readOptions(argv, process.env);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  const watch = watchSignals();
  try {
    return await verify(options);
  } catch (error) {
    if (!watch.interrupted) throw error;
    console.error('interrupted');
    return 130;
  }
}

async function verify(options) {
  console.log(`Data: ${options.source}\nSeed: ${options.seed}`);
  const exports = [];
  let wrong = 0;
  for (const { name, open } of options.engines) {
    const result = await verifyEngine(open, options);
    wrong += result.wrong;
    exports.push({ name, content: result.content });
  }
  if (exports.length > 1) wrong += compareEngines(exports);
  console.log(wrong === 0 ? '\nEverything holds.' : `\n${wrong} things do not hold.`);
  return wrong === 0 ? 0 : 1;
}
