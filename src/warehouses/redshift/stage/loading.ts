import type { RejectLog } from '../../../core/rejects.ts';
import type { SqlCatalog } from '../../../core/statement.ts';
import type { StageLoad } from '../../../core/warehouse.ts';
import type { PgServer } from '../../pg/types.ts';
import type { CopySettings } from '../copy/statement.ts';
import type { WorkFolder } from '../copy/work-folder.ts';
import type { Progress } from './progress.ts';

/** A load, and what it works with. */
export interface Loading {
  readonly server: PgServer;
  readonly catalog: SqlCatalog;
  readonly load: StageLoad;
  readonly copy: CopySettings;
  /** Undefined: there is no place to write to. */
  readonly folder: WorkFolder | undefined;
  readonly log: RejectLog;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}
