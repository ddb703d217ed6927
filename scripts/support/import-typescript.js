import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Imports a module of the tests' support, which Node 20 cannot run as it is.
 * @param {string} path from the project's root, as in `test/support/redshift/index.ts`
 * @returns {Promise<any>} its exports; the module runs in this process, at the speed of any other
 */
export async function importTypeScript(path) {
  const server = await createViteServer({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    appType: 'custom',
  });
  // Left open: the COPY engine is imported later, when it is first needed.
  return server.ssrLoadModule(`/${path}`);
}
