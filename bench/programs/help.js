import { runNode } from '../support/child.js';
import { alternate } from '../support/compare.js';
import { TOOL } from '../support/paths.js';
import { judge, printRuns } from '../support/report.js';

const side = (label, args, exitCode = 0) => ({
  label,
  // Without the hook that measures CPU time: it would add the same milliseconds to both and make them look alike.
  run: () => runNode({ args, exitCode, usage: false }),
});

/** @type {import('../run.js').Program} */
export const help = {
  name: 'help',
  summary: 'how long it takes to say something, against an empty Node program',
  sizes: { runs: 25 },
  async run({ runs }) {
    const empty = side('node -e 0', ['-e', '0']);
    const sides = [
      empty,
      side('--help', [TOOL, '--help']),
      side('--version', [TOOL, '--version']),
      side('run-all --help', [TOOL, 'run-all', '--help']),
      side('an unknown option', [TOOL, 'run-all', '--nope'], 2),
      side('a wrong date', [TOOL, 'run-all', '--date', '2018-02-30'], 2),
    ];
    const results = await alternate(sides, runs);
    printRuns(results);
    const baseline = results.get(empty.label);
    return [judge({ title: '--help', runs: results.get('--help'), baseline, figure: 'wallSeconds', atMost: 1.6 })];
  },
};
