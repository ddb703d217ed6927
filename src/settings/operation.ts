import { parseDuration, parseFile } from './parse.ts';
import { hookHoldsSecret, parseNotifyOn, parseNotifyUrl } from './parse-notify.ts';
import { setting } from './setting.ts';

/** Limits of a run, and who is told of it. */
export const OPERATION = {
  taskTimeout: setting({
    group: 'Operation',
    variable: 'TASK_TIMEOUT',
    flag: '--task-timeout',
    argument: '<time>',
    description: 'stop if an attempt of a task takes longer: 30m; 0 for any time',
    fallback: '0',
    parse: parseDuration,
  }),
  runTimeout: setting({
    group: 'Operation',
    variable: 'RUN_TIMEOUT',
    flag: '--run-timeout',
    argument: '<time>',
    description: 'stop if the whole run takes longer: 2h; 0 for any time',
    fallback: '0',
    parse: parseDuration,
  }),
  logFile: setting({
    group: 'Operation',
    variable: 'LOG_FILE',
    flag: '--log-file',
    argument: '<file>',
    description: 'append every event of the run to a file, as lines of JSON',
    parse: parseFile,
  }),
  notify: setting({
    group: 'Operation',
    variable: 'NOTIFY_URL',
    flag: '--notify',
    argument: '<url>',
    description: 'post how the run ended to a webhook; one that holds a token only as a variable',
    parse: parseNotifyUrl,
    holdsSecret: hookHoldsSecret,
    shown: (text) => parseNotifyUrl(text).shown,
  }),
  notifyOn: setting({
    group: 'Operation',
    variable: 'NOTIFY_ON',
    flag: '--notify-on',
    argument: '<when>',
    description: 'when to post: failure, recovery (the first success after a failure), always; commas between several',
    fallback: 'failure,recovery',
    parse: parseNotifyOn,
  }),
} as const;
