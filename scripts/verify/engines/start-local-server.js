import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('local-server.js', import.meta.url));

/**
 * Starts a server in a process of its own: what is killed, and when, must not depend on how busy the server is.
 * @param {string[]} args of local-server.js
 * @returns {Promise<{ environment: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startLocalServer(args) {
  // Not in the terminal's group: Ctrl-C must not end it before it is left.
  const child = spawn(process.execPath, [PROGRAM, ...args], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const line = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  if (typeof line[0] !== 'string') throw new Error(`the ${args[0]} server did not start`);
  return {
    environment: JSON.parse(line[0]),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
