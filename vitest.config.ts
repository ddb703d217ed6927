import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests spawn the built binary and real servers; more workers than cores only makes them wait for each other.
    maxWorkers: 2,
    env: { NO_COLOR: '', FORCE_COLOR: '' },
  },
});
