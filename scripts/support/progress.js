/** A script that takes longer says how far it is, so often. */
const EVERY_MS = 60_000;

/**
 * Says now and then how much of many things has been tried.
 * @param {number} total
 * @returns {(isWrong: boolean) => void} to be called after each
 */
export function progressOf(total) {
  const started = performance.now();
  let [tried, wrong, told] = [0, 0, started];
  return (isWrong) => {
    tried += 1;
    if (isWrong) wrong += 1;
    const now = performance.now();
    if (now - told < EVERY_MS || tried === total) return;
    told = now;
    const minutes = Math.ceil((((now - started) / tried) * (total - tried)) / 60_000);
    console.log(`  … ${tried} of ${total} tried, ${wrong} with differences; about ${minutes} min left`);
  };
}
