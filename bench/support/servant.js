import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

/**
 * Starts a program of this folder as a process of its own, so that its work does not count as that of what is measured.
 * @param {string} program file that ends in `serve()`
 * @param {string[]} args
 * @returns {Promise<{hello: any, ask(name: string, argument?: any): Promise<any>, stop(): void}>}
 *   `hello`: what it said of itself
 */
export async function startServant(program, ...args) {
  const child = fork(new URL(program, import.meta.url), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`)));
  // After it is stopped nobody waits for this any more.
  failed.catch(() => {});
  const nextMessage = async () => (await Promise.race([once(child, 'message'), failed]))[0];
  const { hello } = await nextMessage();
  return {
    hello,
    async ask(name, argument) {
      child.send({ name, argument });
      const { answer, error } = await nextMessage();
      if (error !== undefined) throw new Error(`${program}, ${name}: ${error}`);
      return answer;
    },
    stop: () => child.disconnect(),
  };
}

/**
 * The other side: says that it is ready, and answers, one question at a time, until the parent is gone.
 * @param {any} hello
 * @param {Record<string, (argument: any) => any>} answers
 */
export function serve(hello, answers) {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ name, argument }) => {
    try {
      process.send({ answer: await answers[name](argument) });
    } catch (error) {
      process.send({ error: String(error) });
    }
  });
  process.send({ hello });
}
