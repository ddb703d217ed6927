import type { Reporter } from '../core/reporter.ts';

/**
 * Several presentations of one run as one: each event goes to all, and all are closed, one after the other in their order. What
 * one of them throws does not keep it from the others; the first error is thrown then.
 */
export function combineReporters(reporters: readonly Reporter[]): Reporter {
  return {
    report(event) {
      const errors: unknown[] = [];
      for (const reporter of reporters) {
        try {
          reporter.report(event);
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
    async close() {
      const errors: unknown[] = [];
      for (const reporter of reporters) await reporter.close().catch((error: unknown) => errors.push(error));
      if (errors.length > 0) throw errors[0];
    },
  };
}
