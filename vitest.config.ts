import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The suites of all engines first. On a fresh clone nothing tells how long a file takes, and vitest begins with the
 * largest: these are short texts that take longest, and begun last they would keep one worker waiting for the other.
 */
class SuitesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSuite = ({ moduleId }: TestSpecification) => moduleId.replaceAll('\\', '/').includes('/test/contract/');
    return [...sorted.filter(isSuite), ...sorted.filter((file) => !isSuite(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres-setup.ts'],
    sequence: { sequencer: SuitesFirst },
    // None of these is a measure of speed: on a machine that is busy with other things everything takes several times as long.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // Tests spawn the built binary and real servers; more workers than cores only makes them wait for each other.
    maxWorkers: 2,
    // Test servers load the AWS SDK themselves, and need not hear about versions of Node.
    env: { NO_COLOR: '', FORCE_COLOR: '', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
