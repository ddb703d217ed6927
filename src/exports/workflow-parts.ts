// What is the same in every workflow, in the order of the file.

export const HEAD = [
  '# .github/workflows/sparkify-etl.yml, written by `sparkify-etl export github-actions`: loads what is new or changed.',
  'name: sparkify-etl',
  '',
  'on:',
  '  schedule:',
];

export const DISPATCH =
  `  # By hand: a day, or several days, that are to be loaded again; nothing for what is new or changed.
  workflow_dispatch:
    inputs:
      date:
        description: 'A day in UTC: 2018-11-15'
        type: string
      from:
        description: First of several days
        type: string
      to:
        description: Last of several days, included
        type: string

# One run at a time. The one that loads is never cancelled; of those that wait, GitHub keeps the latest.
concurrency:
  group: sparkify-etl
  cancel-in-progress: false
`.split('\n');

export const JOB = `jobs:
  run-all:
    runs-on: ubuntu-latest`.split('\n');

export const STEPS = `    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false`.split('\n');

export const RUN =
  `      # The action of this repository. From another one: OWNER/REPOSITORY@COMMIT of it (a private one has to allow that).
      # It installs Node.js, builds the program, and runs it; the program writes the job's summary and annotations.
      - uses: ./
        with:
          date: \${{ inputs.date }}
          from: \${{ inputs.from }}
          to: \${{ inputs.to }}
          args: |
            --junit=checks.xml`.split('\n');

export const KEEP = `      # Also of a job that failed or was cancelled.
      - uses: actions/upload-artifact@v7
        if: always()
        with:
          name: sparkify-etl
          path: |
            checks.xml`.split('\n');

export const KEEP_END = '          if-no-files-found: ignore';
