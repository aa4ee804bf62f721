// A real registry (CNCF Distribution as Debian packages it) on a port the system chooses, in each of its modes.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { mustRun } from './run-command.ts';

export interface DockerRegistryOptions {
  readonly htpasswd?: { readonly username: string; readonly password: string };
  readonly tls?: {
    readonly certificateFile: string;
    readonly keyFile: string;
    /** PEM of what signs the certificates of clients; absent: they need none. */
    readonly clientCaFile?: string;
  };
  readonly token?: {
    readonly realm: string;
    readonly service: string;
    readonly issuer: string;
    readonly certificateFile: string;
  };
  readonly catalogEntriesMax?: number;
}

export interface DockerRegistry {
  readonly url: string;
  /** host:port, as references write it. */
  readonly host: string;
  readonly dataFolder: string;
  readonly pid: number;
  close(): Promise<void>;
}

export async function startDockerRegistry(
  options: DockerRegistryOptions = {},
): Promise<DockerRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-registry-'));
  const configFile = join(folder, 'config.yml');
  writeFileSync(configFile, await configuration(folder, options));
  const child = spawn('docker-registry', ['serve', configFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none' },
  });
  const port = await listeningPort(child);
  const host = `127.0.0.1:${port}`;
  return {
    host,
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}`,
    dataFolder: join(folder, 'data'),
    pid: child.pid ?? 0,
    close: async () => {
      await ended(child);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function configuration(folder: string, options: DockerRegistryOptions): Promise<string> {
  const { htpasswd, tls, token } = options;
  const value = {
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: join(folder, 'data') },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: {
      addr: '127.0.0.1:0',
      ...(tls === undefined ? {} : { tls: tlsOptions(tls) }),
    },
    ...(options.catalogEntriesMax === undefined
      ? {}
      : { catalog: { maxentries: options.catalogEntriesMax } }),
    ...(htpasswd === undefined && token === undefined
      ? {}
      : { auth: await authentication(folder, options) }),
  };
  // JSON is YAML, so no writer of another format is needed.
  return JSON.stringify(value);
}

function tlsOptions({
  certificateFile,
  keyFile,
  clientCaFile,
}: NonNullable<DockerRegistryOptions['tls']>) {
  const clients = clientCaFile === undefined ? {} : { clientcas: [clientCaFile] };
  return { certificate: certificateFile, key: keyFile, ...clients };
}

async function authentication(folder: string, options: DockerRegistryOptions): Promise<unknown> {
  const { htpasswd, token } = options;
  if (htpasswd !== undefined) {
    const path = join(folder, 'htpasswd');
    const args = ['-B', '-i', '-n', htpasswd.username];
    writeFileSync(path, await mustRun('htpasswd', args, { input: htpasswd.password }));
    return { htpasswd: { realm: 'registry', path } };
  }
  return {
    token: {
      realm: token?.realm,
      service: token?.service,
      issuer: token?.issuer,
      rootcertbundle: token?.certificateFile,
    },
  };
}

async function listeningPort(child: ChildProcess): Promise<number> {
  if (child.stderr === null) throw new Error('the registry has no output');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      child.stderr.resume();
      return Number(port);
    }
  }
  throw new Error(`docker-registry did not start: ${said.join('\n').slice(-1000)}`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
