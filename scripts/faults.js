import { tryEngine } from './faults/engine.js';
import { openGround } from './faults/grounds.js';
import { readOptions, USAGE } from './faults/options.js';
import { showMessages, showProblems, showTable } from './faults/report.js';
import { makeSource } from './faults/source.js';
import { stopAll } from './verify/program.js';
import { createRandom } from './verify/random.js';

// Servers that read TypeScript stay open.
process.exit(await main(process.argv.slice(2)));

async function main(argv) {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  const watch = { interrupted: false };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      watch.interrupted = true;
      stopAll();
    });
  }
  try {
    return await tryAll(options);
  } catch (error) {
    if (!watch.interrupted) throw error;
    console.error('interrupted');
    return 130;
  }
}

async function tryAll({ engines, seed, messages, ...chosen }) {
  console.log(`Seed: ${seed}`);
  const source = await makeSource();
  const ground = await openGround();
  let wrong = 0;
  let tried = 0;
  try {
    for (const name of engines) {
      console.log(`\n── ${name}`);
      const started = performance.now();
      const random = createRandom(seed);
      const results = await tryEngine(name, ground, source, { ...chosen, random, onResult: showProblems });
      showTable(results);
      if (messages) showMessages(results);
      const bad = results.filter(({ problems }) => problems.length > 0).length;
      console.log(
        `  ${results.length} points, ${bad} with differences; took ${Math.round((performance.now() - started) / 1000)} s`,
      );
      wrong += bad;
      tried += results.length;
    }
  } finally {
    await ground.close();
  }
  console.log(
    `\n${tried} points tried, ${wrong} with differences${wrong === 0 ? '' : '; each can be tried again with --only'}`,
  );
  return wrong === 0 && tried > 0 ? 0 : 1;
}
