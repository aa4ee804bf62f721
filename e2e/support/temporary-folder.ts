// A folder that goes away with its test, and a port that nobody else comes upon.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What registers the end of a test, or of a bench: `t.after` of node:test fits. */
export interface Ending {
  after(work: () => unknown): void;
}

export function temporaryFolder(ending: Ending): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-e2e-'));
  // A process that was killed a moment ago may still be closing its files.
  ending.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/**
 * Below the ports that systems hand out, to servers that take any and to the near end of every connection: one of those
 * may be taken again while the program it is meant for starts. Browsers refuse none of these.
 */
const ownPorts = { first: 11_000, end: 30_000 } as const;

/** For a program that is told its port, or is started again on the same one. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(ownPorts.first, ownPorts.end);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found from ${ownPorts.first} to ${ownPorts.end}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, '127.0.0.1');
  if (!(await listening)) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}
