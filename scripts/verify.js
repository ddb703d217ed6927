import { compareEngines } from './verify/compare.js';
import { verifyEngine } from './verify/engine.js';
import { readOptions, USAGE } from './verify/options.js';

process.exitCode = await main(process.argv.slice(2));

async function main(argv) {
  const options = readOptions(argv, process.env);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
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
