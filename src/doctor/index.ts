import { throwIfAborted } from '../core/errors.ts';
import type { Warehouse } from '../core/warehouse.ts';
import type { SettingName } from '../settings/index.ts';
import type { RedshiftTarget } from '../warehouses/target.ts';
import { examineIdle, examineSettings } from './configuration.ts';
import { examineDuckDb } from './duckdb-file.ts';
import { type Finding, type Subject, skipped, type Told } from './finding.ts';
import { examineLoading } from './loading.ts';
import { examineOwnFiles } from './own-files.ts';
import { examineRights } from './rights.ts';
import { examineS3 } from './s3.ts';
import { examineServer } from './server.ts';
import { askAboutService, examineStatus } from './service.ts';
import type { SettingState, Usable } from './settings.ts';
import { examineSettingsFile } from './settings-file.ts';
import { examineLogs, examineSongs, type SourceFindings } from './sources.ts';
import { examineTables } from './tables.ts';
import { examineEngine, examineProgram } from './versions.ts';
import { type Given, type World, wrongAmong } from './world.ts';

export type { Told } from './finding.ts';
export { present, toDocument, verdictLine } from './present.ts';
export { settingStates, usableConfig } from './settings.ts';
export { exitCodeOf } from './verdict.ts';
export type { SettingsFile } from './world.ts';

/** What is known before anything is looked at. */
export interface Patient {
  readonly given: Given;
  readonly states: readonly SettingState[];
  readonly usable: Usable;
  readonly world: World;
}

/**
 * Looks at everything that a run depends on, and changes nothing that stays. What depends on something that failed is not
 * tried; all else is, at once.
 * @param tell called with each subject's findings as soon as they and those of the subjects before are known
 */
export async function diagnose(patient: Patient, tell: (findings: readonly Told[]) => void): Promise<readonly Told[]> {
  const { given, states, usable, world } = patient;
  const sources = { logs: examineLogs(world), songs: examineSongs(world) };
  const warehouse = examineWarehouse(world, sources);
  const subjects: readonly (readonly [Subject, Promise<readonly Finding[]>])[] = [
    ['versions', examineEngine(world).then((engine) => [...examineProgram(given), engine])],
    [
      'configuration',
      Promise.all([examineSettingsFile(given.file), examineOwnFiles(world)]).then(([file, own]) => [
        ...examineSettings(states, usable),
        ...file,
        ...own,
        ...examineIdle(states, usable),
      ]),
    ],
    ['S3', examineS3(world)],
    ['logs', sources.logs.then(({ findings }) => findings)],
    ['songs', sources.songs.then(({ findings }) => findings)],
    ['warehouse', warehouse.then(({ reached }) => reached)],
    ['rights', warehouse.then(({ rights }) => rights)],
    ['tables', warehouse.then(({ tables }) => tables)],
    ['loading', warehouse.then(({ loading }) => loading)],
  ];
  // Awaited in turn; until then a failure must not count as unhandled.
  for (const [, findings] of subjects) findings.catch(() => undefined);
  const all: Told[] = [];
  for (const [subject, findings] of subjects) {
    const told = (await findings).map((finding) => ({ subject, ...finding }));
    throwIfAborted(world.signal);
    tell(told);
    all.push(...told);
  }
  return all;
}

interface WarehouseFindings {
  readonly reached: readonly Finding[];
  readonly rights: readonly Finding[];
  readonly tables: readonly Finding[];
  readonly loading: readonly Finding[];
}

const LOGIN: readonly SettingName[] = [
  ...(['warehouse', 'warehousePassword', 'redshiftCluster', 'redshiftWorkgroup', 'redshiftSecretArn'] as const),
];

interface Sources {
  readonly logs: Promise<SourceFindings>;
  readonly songs: Promise<SourceFindings>;
}

async function examineWarehouse(world: World, sources: Sources): Promise<WarehouseFindings> {
  const wrong = wrongAmong(world, ...LOGIN);
  if (wrong !== undefined) return { reached: [skipped('warehouse', wrong)], rights: [], tables: [], loading: [] };
  const { warehouse: target } = world.config;
  if (target.dialect === 'redshift') return examineRedshift(target, world, sources);
  const isFile = target.dialect === 'duckdb';
  const [warehouse, reached] = isFile ? await examineDuckDb(target.path, world) : await examineServer(target, world);
  return {
    reached,
    rights: isFile ? [] : await rightsIn(warehouse, world),
    tables: await tablesIn(warehouse, isFile, world),
    loading: [],
  };
}

async function examineRedshift(target: RedshiftTarget, world: World, sources: Sources): Promise<WarehouseFindings> {
  const [[warehouse, reached], service] = await Promise.all([
    examineServer(target, world),
    askAboutService(target, world),
  ]);
  const isReached = reached.every(({ outcome }) => outcome !== 'problem');
  const [{ files: logs }, { files: songs }] = await Promise.all([sources.logs, sources.songs]);
  return {
    reached: [...reached, ...examineStatus(service, isReached)],
    rights: await rightsIn(warehouse, world),
    tables: await tablesIn(warehouse, false, world),
    loading: await examineLoading(target, world, { warehouse, service, files: { logs, songs } }),
  };
}

function rightsIn(warehouse: Warehouse | undefined, { signal }: World): Promise<Finding[]> {
  return examineOpen('rights', warehouse, (open) => examineRights(open, signal));
}

async function examineOpen(
  check: string,
  warehouse: Warehouse | undefined,
  examine: (warehouse: Warehouse) => Promise<Finding[]>,
): Promise<Finding[]> {
  if (warehouse === undefined) return [skipped(check, 'the warehouse could not be used')];
  return examine(warehouse);
}

/** A DuckDB file that is not there yet was told of. */
async function tablesIn(warehouse: Warehouse | undefined, isFile: boolean, { signal }: World): Promise<Finding[]> {
  if (warehouse === undefined && isFile) return [skipped('table-shapes', 'no file is open')];
  return examineOpen('table-shapes', warehouse, async (open) => [await examineTables(open, signal)]);
}
