// A real Zot with its search and events extensions, where the program is found.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { runCommand } from './run-command.ts';
import { freePort } from './temporary-folder.ts';

export interface ZotRegistry {
  readonly url: string;
  close(): Promise<void>;
}

export interface ZotOptions {
  /** Where its events go, with this bearer token; only Zot 2 has events. */
  readonly sink?: { readonly url: string; readonly token: string };
}

export async function startZotRegistry(program: string, options: ZotOptions): Promise<ZotRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-zot-'));
  const port = await freePort();
  const configFile = join(folder, 'config.json');
  writeFileSync(configFile, JSON.stringify(configuration(folder, port, options)));
  const child = spawn(program, ['serve', configFile], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answering(`${url}/v2/`, () => child.exitCode === null);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, close };
}

function configuration(folder: string, port: number, { sink }: ZotOptions) {
  return {
    storage: { rootDirectory: join(folder, 'data'), dedupe: false, gc: false },
    http: { address: '127.0.0.1', port: String(port) },
    log: { level: 'error', output: join(folder, 'zot.log') },
    extensions: {
      search: { enable: true },
      ...(sink === undefined ? {} : { events: eventsTo(sink) }),
    },
  };
}

function eventsTo({ url, token }: NonNullable<ZotOptions['sink']>) {
  const headers = { Authorization: `Bearer ${token}` };
  return { enable: true, sinks: [{ type: 'http', address: url, timeout: '5s', headers }] };
}

/** Zot 1 speaks the distribution API 1.0, Zot 2 version 1.1. */
export async function isZot1(program: string): Promise<boolean> {
  const { stdout, stderr } = await runCommand(program, ['--version']);
  return /"distribution-spec":"1\.0/.test(stdout + stderr);
}

/** Another process has no event to wait for. */
async function answering(url: string, isAlive: () => boolean): Promise<void> {
  await eventually('zot to answer', async () => {
    if (!isAlive()) throw new Error('zot ended before it answered');
    const answered = await fetch(url).then(
      (answer) => answer.arrayBuffer(),
      () => undefined,
    );
    return answered === undefined ? undefined : true;
  });
}
