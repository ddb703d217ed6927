import { createRequire } from 'node:module';

/** After the file begins to be closed, which takes some 20 ms or more. */
const CLOSING_MS = [1, 4, 8, 16];

/** Each statement of a connection: before it is handed over, while the engine works on it, when it is done. */
export function watch(point) {
  // The same copy that the program requires.
  const { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } = createRequire(import.meta.url)(
    '@duckdb/node-api',
  );
  const { run } = DuckDBConnection.prototype;
  DuckDBConnection.prototype.run = async function (sql, values) {
    point('before', sql);
    const running = run.call(this, sql, values);
    if (values === undefined) underWay(point, sql);
    else statements.push(sql);
    const result = await running;
    point('after', sql);
    return result;
  };
  const { run: runPrepared } = DuckDBPreparedStatement.prototype;
  const statements = [];
  DuckDBPreparedStatement.prototype.run = function () {
    const running = runPrepared.call(this);
    underWay(point, statements.shift() ?? '');
    return running;
  };
  const { closeSync } = DuckDBInstance.prototype;
  // What the log of the file holds is written into the file itself, while nothing else runs in this thread.
  DuckDBInstance.prototype.closeSync = function () {
    point('before', 'close the file');
    for (const delayMs of CLOSING_MS) point('sent', 'close the file', delayMs);
    closeSync.call(this);
    point('after', 'close the file');
  };
}

/** By then a thread of the engine has it. */
function underWay(point, sql) {
  setImmediate(() => point('sent', sql));
}
