import type { Output, Reporter } from '../core/reporter.ts';
import { EventLines } from './event-lines.ts';

export interface JsonReporterOptions {
  readonly results: Output;
  readonly now: () => Date;
}

/** `--json`: every event as one JSON object on one line, see `EventLines`. */
export function createJsonReporter({ results, now }: JsonReporterOptions): Reporter {
  const lines = new EventLines(now);
  return {
    report(event) {
      const line = lines.lineOf(event);
      if (line !== undefined) results.write(line);
    },
    close: async () => {},
  };
}
