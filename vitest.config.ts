import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests spawn the built binary and real servers; more workers than cores only makes them wait for each other.
    maxWorkers: 2,
    // Test servers load the AWS SDK themselves, and need not hear about versions of Node.
    env: { NO_COLOR: '', FORCE_COLOR: '', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
