// A stand-in for Redshift on the loopback interface, with a PostgreSQL of its own behind it and a slow line in front.
// Argument: endpoint of the S3 server that it reads. To be started by servant.js: says how to get there.
import process from 'node:process';
import { importTypeScript } from '../../scripts/support/import-typescript.js';
import { environmentFor } from './s3-names.js';
import { serve } from './servant.js';
import { openSlowLine } from './slow-line.js';

const [, , endpoint] = process.argv;
const { startPostgres } = await importTypeScript('test/support/postgres-server.ts');
const { startRedshift } = await importTypeScript('test/support/redshift/index.ts');
const { selfSigned } = await importTypeScript('test/support/x509.ts');

const certificate = selfSigned('localhost', '127.0.0.1');
const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environmentFor(endpoint);
const s3 = { endpoint, accessKeyId, secretAccessKey };
const redshift = await startRedshift({ postgres: await startPostgres(), s3, tls: certificate });
const line = await openSlowLine({ server: redshift, mark: () => redshift.statements.length });

const { user, password, database, environment } = redshift;
const hello = { user, password, database, port: line.port, role: environment.IAM_ROLE, certificate: certificate.cert };
serve(hello, {
  createSchema: (name) => redshift.inspect(`create schema ${name}`),
  forgetSongs: (name) => redshift.inspect(`delete from ${name}.etl_files where dataset = 'songs'`),
  setLatency: (ms) => line.setLatency(ms),
  takeFlights: () => withStatements(line.takeFlights()),
});

/** Adds to each flight the statements that came with it: those of its connection until the next flight of that. */
function withStatements(flights) {
  const next = new Map();
  for (const flight of flights.toReversed()) {
    const pid = redshift.connections[flight.connection]?.pid;
    const since = redshift.statements.slice(flight.mark, next.get(flight.connection));
    flight.statements = since.filter((statement) => statement.pid === pid).map(({ sql }) => sql);
    next.set(flight.connection, flight.mark);
  }
  return flights;
}
