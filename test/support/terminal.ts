import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** The whole environment but for PATH and TERM. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What happens when the program has written `when` (since the last step), in this order. */
  readonly steps?: readonly TerminalStep[];
}

type TerminalStep =
  /** Something is typed; `\u0003` is Ctrl-C. */
  | { readonly when: string; readonly type: string }
  /** The program gets a signal from elsewhere. */
  | { readonly when: string; readonly signal: 'SIGTERM' | 'SIGHUP' }
  /** The window changes its size. */
  | { readonly when: string; readonly columns: number; readonly rows: number };

export interface TerminalResult {
  readonly exitCode: number;
  readonly signal: number | undefined;
  /** Lines in sight at the end, without blanks at their ends and without empty lines at the bottom. */
  readonly screen: readonly string[];
  /** The same with all that scrolled away before. */
  readonly scrolled: readonly string[];
  /** What was in sight at each step, before it was taken. */
  readonly seen: readonly (readonly string[])[];
  /** Lines that were longer than the terminal is wide. */
  readonly wrapped: readonly string[];
  /** All that the program wrote, escape sequences included. */
  readonly raw: string;
  readonly cursorIsVisible: boolean;
}

/** Runs a program in a real terminal (80 columns, 24 rows) until it ends, and reads what a person would see. */
export async function runInTerminal(
  file: string,
  args: readonly string[],
  options: TerminalOptions = {},
): Promise<TerminalResult> {
  const { columns = 80, rows = 24, env = {}, cwd = process.cwd(), steps = [] } = options;
  const size = { cols: columns, rows };
  const terminal = new xterm.Terminal({ ...size, allowProposedApi: true, scrollback: 10_000 });
  const program = spawn(file, [...args], {
    ...size,
    cwd,
    name: 'xterm-256color',
    env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env },
  });
  const pending = [...steps];
  const seen: (readonly string[])[] = [];
  let raw = '';
  let looked = 0;
  program.onData((data) => {
    raw += data;
    terminal.write(data);
    const [next] = pending;
    if (!next || !raw.includes(next.when, looked)) return;
    pending.shift();
    looked = raw.length;
    // The terminal takes in what was written before it is looked at.
    terminal.write('', () => {
      seen.push(read(terminal).screen);
      act(next);
    });
  });
  const act = (step: TerminalStep) => {
    if ('type' in step) return program.write(step.type);
    if ('signal' in step) return program.kill(step.signal);
    terminal.resize(step.columns, step.rows);
    return program.resize(step.columns, step.rows);
  };
  const { exitCode, signal } = await new Promise<{ exitCode: number; signal?: number }>((resolve) => {
    program.onExit(resolve);
  });
  await new Promise<void>((resolve) => terminal.write('', resolve));
  const result = {
    exitCode,
    signal: signal || undefined,
    raw,
    seen,
    cursorIsVisible: cursorIsVisible(raw),
    ...read(terminal),
  };
  terminal.dispose();
  return result;
}

function read(terminal: InstanceType<typeof xterm.Terminal>) {
  const buffer = terminal.buffer.active;
  const lines = Array.from({ length: buffer.length }, (_, index) => buffer.getLine(index));
  const texts = lines.map((line) => line?.translateToString(true) ?? '');
  return {
    screen: withoutEmptyEnd(texts.slice(buffer.baseY)),
    scrolled: withoutEmptyEnd(texts),
    wrapped: texts.filter((_, index) => lines[index]?.isWrapped),
  };
}

function withoutEmptyEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}

function cursorIsVisible(raw: string): boolean {
  return raw.lastIndexOf('\u001b[?25h') >= raw.lastIndexOf('\u001b[?25l');
}
