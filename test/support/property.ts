import fc from 'fast-check';

/**
 * Like `fc.assert`. Where a time limit interrupts it, the run that is under way goes on by itself, and would meet the tests to
 * come on the warehouse that they share: here it is waited for.
 */
export async function assertProperty<T>(property: fc.IAsyncProperty<T>, limits: fc.Parameters<T>): Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  const run = property.run.bind(property);
  property.run = (...args) => {
    const running = run(...args);
    last = running;
    return running;
  };
  try {
    await fc.assert(property, limits);
  } finally {
    await last;
  }
}
