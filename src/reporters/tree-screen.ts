import {
  DefaultRenderer,
  ListrDefaultRendererLogLevels as Level,
  Listr,
  ListrLogger,
  type ListrTask,
  type ListrTaskWrapper,
  ProcessOutput,
  type SimpleRenderer,
  Spinner,
} from 'listr2';
import { STAGES, type Stage, type TaskView } from '../core/event.ts';
import type { Output } from '../core/reporter.ts';
import { NOTICE_KEY, PUBLISH_KEY, stageKey, type TreeLines, taskKey } from './tree-layout.ts';

/** Gives the lines of the tree as it is now; `isLast` asks for the picture that stays. */
export type Picture = (moment: { readonly isLast: boolean; readonly spinner: string }) => TreeLines;

type Row = ListrTask<undefined, typeof DefaultRenderer, typeof SimpleRenderer>;
type MountedRow = ListrTaskWrapper<undefined, typeof DefaultRenderer, typeof SimpleRenderer>['task'];

/**
 * The tree on the terminal. listr2 only nests and draws: all its tasks wait for one promise, and a row is its title, mark
 * included. Its own states do not fit: they know no warning, and show a parent green over a failed child.
 */
export class TreeScreen {
  readonly #picture: Picture;
  readonly #ticker = new Ticker(() => this.refresh());
  readonly #rows = new Map<string, MountedRow>();
  readonly #finished: Promise<unknown>;
  #release: () => void = () => {};
  #isLast = false;

  constructor(output: Output, tasks: readonly TaskView[], picture: Picture) {
    this.#picture = picture;
    const held = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    this.#finished = new Listr(this.#declare(tasks, held), {
      concurrent: true,
      registerSignalListeners: false,
      renderer: DefaultRenderer,
      rendererOptions: rendererOptions(output, this.#ticker),
    }).run();
  }

  /** Brings every row up to date with the picture. A row that listr2 mounts later is brought up to date then. */
  refresh(): void {
    const lines = this.#lines();
    for (const [key, row] of this.#rows) show(row, lines.get(key));
  }

  /** Draws the last picture, gives the cursor back, and resolves when both are written. */
  async close(): Promise<void> {
    this.#isLast = true;
    this.refresh();
    this.#release();
    await this.#finished;
  }

  #declare(tasks: readonly TaskView[], held: Promise<void>): Row[] {
    const row = (key: string, below: readonly Row[] = []): Row => ({
      task: (_context, wrapper) => {
        this.#rows.set(key, wrapper.task);
        show(wrapper.task, this.#lines().get(key));
        return below.length > 0 ? wrapper.newListr([...below], { concurrent: true }) : held;
      },
    });
    const taskRows = (stage: Stage) => tasks.filter((task) => task.stage === stage).map(({ id }) => row(taskKey(id)));
    return [...STAGES.map((stage) => row(stageKey(stage), taskRows(stage))), row(PUBLISH_KEY), row(NOTICE_KEY)];
  }

  #lines(): TreeLines {
    return this.#picture({ isLast: this.#isLast, spinner: this.#ticker.frame() });
  }
}

/** Sets the field, not the setter beside it, which would draw the tree once for every row; the ticker draws ten times a second. */
function show(row: MountedRow, line: string | undefined): void {
  // listr2 leaves a row with an empty title out.
  row.title = line ?? '';
}

function rendererOptions(output: Output, spinner: Spinner) {
  return {
    logger: new ListrLogger<Level>({ toStderr: [], processOutput: new LiveOutput(output) }),
    spinner,
    formatOutput: 'truncate',
    collapseSubtasks: false,
    icon: { [Level.PENDING]: '', [Level.COMPLETED]: '' },
  } as const;
}

/** Brings the rows up to date each time before the tree is drawn, so that elapsed times run. */
class Ticker extends Spinner {
  readonly #onTick: () => void;

  constructor(onTick: () => void) {
    super();
    this.#onTick = onTick;
  }

  override spin(): void {
    super.spin();
    this.#onTick();
  }

  /** listr2 would put the frame before every row: all its tasks are running. */
  override fetch(): string {
    return '';
  }

  frame(): string {
    return super.fetch();
  }
}

/** Sends all that listr2 draws to one output, and lets it see the size that the terminal has now: its own copy is of the start. */
class LiveOutput extends ProcessOutput {
  readonly #live: NodeJS.WriteStream;

  constructor(output: Output) {
    // listr2 replaces `write` of the streams that it is given, and uses nothing else of them but their size.
    const live = {
      write: (text: string) => output.write(text),
      get columns() {
        return output.columns || 80;
      },
      get rows() {
        return output.rows;
      },
    } as unknown as NodeJS.WriteStream;
    super(live, live);
    this.#live = live;
  }

  override get stdout(): NodeJS.WriteStream {
    const { stream } = this;
    return Object.create(this.#live, { write: { value: (text: string) => stream.stdout.write(text) } });
  }
}
