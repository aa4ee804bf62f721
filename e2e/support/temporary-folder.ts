// A folder that goes away with its test, and a port nobody listens on at the moment.
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
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

/** For a program that is started again on the same port; it may be taken by others in between. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
