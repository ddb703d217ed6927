import type { DoctorCommand } from './command.ts';
import { runAll } from './run-all.ts';

export const doctor: DoctorCommand = {
  kind: 'doctor',
  name: 'doctor',
  summary: 'look whether a run could succeed: settings, sources, warehouse, rights, tables; changes nothing',
  examples: [
    'sparkify-etl doctor',
    'sparkify-etl doctor --warehouse postgres://etl@db.example.com/analytics?schema=sparkify',
    'sparkify-etl doctor --json',
  ],
  settings: runAll.settings,
  flags: [{ syntax: '--json', description: 'one JSON document on stdout, nothing for humans' }],
};
