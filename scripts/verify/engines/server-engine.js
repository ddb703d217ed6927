import { randomBytes } from 'node:crypto';
import { readConfig } from '../../../dist/config.js';
import { openCatalog } from '../../../dist/sql/catalog.js';
import { passwordLogin } from '../../../dist/warehouses/pg/login.js';
import { openServer } from '../../../dist/warehouses/pg/server.js';
import { openLogin } from '../../../dist/warehouses/redshift/auth/index.js';
import { openSchema } from './schema.js';

/**
 * A server that speaks PostgreSQL's protocol: a warehouse is a schema. It is looked at through the program's own
 * connections, since these know every way to log in; what is asked, and of which transactions, is decided here.
 * @param {object} options
 * @param {string} options.title
 * @param {number} options.kills
 * @param {{ tmp: string }} options.workplace
 * @param {Record<string, string>} options.environment of the program; WAREHOUSE_URL without a schema
 * @param {() => Promise<void>} options.stop ends the server, after the schemas are dropped
 * @returns {Promise<import('./index.js').Engine>}
 */
export async function openServerEngine({ title, kills, workplace, environment, stop }) {
  const prefix = `sparkify_verify_${randomBytes(3).toString('hex')}`;
  const schemas = [];
  return {
    title: `${title}; schemas ${prefix}_…`,
    kills,
    warehouse: async (name) => {
      const schema = `${prefix}_${name}`;
      const url = withSchema(environment.WAREHOUSE_URL, schema);
      const own = { ...environment, WAREHOUSE_URL: url };
      const opened = openSchema({ schema, ...connect(own), environment: own, folder: workplace.tmp });
      schemas.push(opened);
      await opened.clear();
      return opened;
    },
    close: async () => {
      try {
        for (const schema of schemas) await schema.drop();
      } finally {
        await stop();
      }
    },
  };
}

function withSchema(url, schema) {
  return `${url}${url.includes('?') ? '&' : '?'}schema=${schema}`;
}

function connect(environment) {
  const { warehouse: target } = readConfig({}, environment);
  const { dialect, server: address } = target;
  const login = dialect === 'postgres' ? passwordLogin(address, environment) : openLogin(target, { environment });
  const product = { dialect, name: dialect, explain: () => undefined };
  const catalog = openCatalog(dialect);
  return { dialect, server: openServer(login, product, { location: 'the server', catalog, address }) };
}
