import { AsyncLocalStorage } from 'node:async_hooks';
import type { WorkArea } from '../../core/object-store.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { StageLoad, Warehouse } from '../../core/warehouse.ts';
import { duckDbOn } from '../duckdb/index.ts';
import { passwordLogin } from '../pg/login.ts';
import { locate, postgresOn } from '../postgres/index.ts';
import { redshiftOn } from '../redshift/index.ts';
import { describeLocation } from '../redshift/location.ts';
import type { Surroundings, WarehouseTarget } from '../target.ts';
import { Answers, type AskReal } from './answers.ts';
import { openPaperSpool, paperDatabase } from './duckdb.ts';
import { paperServer } from './server.ts';
import type { Transcript } from './transcript.ts';
import { withOneRecord, withoutContent } from './unread.ts';

/** What a rehearsal is given besides what a warehouse is opened with. */
export interface Rehearsal {
  /** Takes down what would be sent. */
  readonly transcript: Transcript;
  /** Undefined: the warehouse is taken to be empty. */
  readonly askReal: AskReal | undefined;
}

/**
 * A warehouse to rehearse a run with: the adapter of the engine is the real one, but what it would send is only taken down, no
 * file is read, and nothing is written to WORK_URI. What depends on the content of files is missing: rejects, second
 * attempts, numbers of rows.
 */
export async function rehearse(
  target: WarehouseTarget,
  catalog: SqlCatalog,
  surroundings: Surroundings,
  { transcript, askReal }: Rehearsal,
): Promise<Warehouse> {
  const answers = new Answers(askReal);
  const titles = new AsyncLocalStorage<string>();
  const titleOf = () => titles.getStore() ?? 'transaction';
  switch (target.dialect) {
    case 'duckdb':
      return entitled(
        titles,
        duckDbOn(paperDatabase(target.path, transcript, answers, titleOf), catalog, openPaperSpool),
        withoutContent,
      );
    case 'postgres': {
      const { server: address } = target;
      const location = await locate(passwordLogin(address, surroundings.environment), address.schema);
      const server = paperServer({ location, address, catalog, transcript, answers, titleOf });
      const warehouse = await postgresOn(server, { ...surroundings, address, catalog, access: 'create' });
      return entitled(titles, warehouse, withoutContent);
    }
    case 'redshift': {
      const { server: address } = target;
      const location = describeLocation(target);
      const server = paperServer({ location, address, catalog, transcript, answers, titleOf });
      const around = { ...surroundings, openWork: onPaper(surroundings.openWork) };
      return entitled(titles, await redshiftOn(server, target, catalog, 'create', around), withOneRecord);
    }
  }
}

/** Loads go side by side: each transaction is called after what it is begun for. */
function entitled(
  titles: AsyncLocalStorage<string>,
  warehouse: Warehouse,
  unread: (load: StageLoad) => StageLoad,
): Warehouse {
  return {
    ...warehouse,
    record: (work, signal) => titles.run('history', () => warehouse.record(work, signal)),
    stage: (load, signal) => titles.run(`stage ${load.dataset.name}`, () => warehouse.stage(unread(load), signal)),
  };
}

function onPaper(openWork: Surroundings['openWork']): Surroundings['openWork'] {
  if (openWork === undefined) return undefined;
  return async (): Promise<WorkArea> => {
    const { location } = await openWork();
    return {
      location,
      put: async (key) => `${location.replace(/\/+$/, '')}/${key}`,
      remove: async () => undefined,
    };
  };
}
