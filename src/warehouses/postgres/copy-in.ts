import { once } from 'node:events';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';

/** What a COPY sends: made while it is sent, and to be given up when the signal aborts. */
export type CopySource = (stop: AbortSignal) => AsyncIterable<Uint8Array>;

/**
 * Streams chunks into a `COPY … FROM STDIN`, each when the socket has taken the one before; resolves to the number of
 * rows that the server counted. If the server ends the COPY, its error aborts the source and is the one that is thrown;
 * if the source fails, the COPY is called off and the source's error is thrown.
 */
export async function copyIn(client: Client, sql: string, source: CopySource): Promise<number> {
  const copy = client.query(from(sql));
  const refused = new AbortController();
  copy.on('error', (error) => refused.abort(error));
  try {
    for await (const chunk of source(refused.signal)) {
      refused.signal.throwIfAborted();
      if (!copy.write(chunk)) await once(copy, 'drain', { signal: refused.signal });
    }
    refused.signal.throwIfAborted();
    copy.end();
    await once(copy, 'finish', { signal: refused.signal });
    return copy.rowCount;
  } catch (error) {
    if (refused.signal.aborted) throw refused.signal.reason;
    await callOff(copy);
    throw error;
  }
}

/** Ends a COPY in vain; resolves when the server has taken note, so that the connection can be used again. */
async function callOff(copy: ReturnType<typeof from>): Promise<void> {
  const closed = once(copy, 'close').catch(() => undefined);
  // The server writes this text to its log, where nothing of the records should stand.
  copy.destroy(new Error('sparkify-etl gave up on this load'));
  await closed;
}
