// `npm run demo`: a control plane with its managed sensor, a registry, and what they find. See --help.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import { type ApiClient, ApiError } from '../support/api-client.ts';
import {
  type ControlPlaneOptions,
  firstOwnerLink,
  importAdvisories,
  startControlPlane,
} from '../support/control-plane.ts';
import { type DemoOptions, demoHelp, parseDemoOptions } from './demo-options.ts';
import { type DemoReport, reportJson, reportTable } from './demo-report.ts';
import { createProgressLine } from './progress-line.ts';
import { writeSampleAdvisories } from './samples/sample-advisories.ts';
import { startSampleRegistry } from './samples/start-sample-registry.ts';
import { type Scanned, waitForScans } from './wait-for-scans.ts';
import { waitForSensor } from './wait-for-sensor.ts';

const folder = resolve(import.meta.dirname, '../../.demo');
const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quietLog,
};
const progress = createProgressLine(process.stderr);
const cleanups: (() => Promise<void>)[] = [];

const reading = parseDemoOptions(process.argv.slice(2));
if (reading.kind === 'help') {
  process.stdout.write(demoHelp);
} else if (reading.kind === 'problem') {
  process.stderr.write(`${reading.rule}\nSee: npm run demo -- --help\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await run(reading.options);
}

async function run(options: DemoOptions): Promise<number> {
  const stop = new Promise<void>((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => settle());
  });
  try {
    return await Promise.race([show(options, stop), stop.then(() => 130)]);
  } catch (error) {
    progress.clear();
    const { message } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${message}\n`);
    return 1;
  } finally {
    progress.clear();
    for (const cleanup of cleanups.toReversed()) await cleanup();
  }
}

async function show(options: DemoOptions, stop: Promise<void>): Promise<number> {
  const startedAt = performance.now();
  const dataFolder = join(folder, 'data');
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (!options.once) await buildConsoleForPeople();
  const registryUrl = options.registry ?? (await sampleRegistryUrl());
  const { api, url, apiKey, makeOwnerLink } = await startServer(options, dataFolder, registryUrl);
  const registryId = await connectRegistry(api, options, registryUrl);
  const scanned = await waitForScans(api, registryId, progress.say);
  progress.clear();
  const report = reportOf(scanned, Math.round((performance.now() - startedAt) / 100) / 10);
  process.stdout.write(options.json ? reportJson(report) : reportTable(report));
  tellConditions(scanned);
  if (options.once) return exitCode(scanned);
  process.stderr.write(
    [
      `\nOpen ${await makeOwnerLink()}`,
      'It makes you the owner of this demo, once; the web console opens with what you see above.',
      `The API answers at ${url}/api (see ${url}/api/openapi.json) with the key ${apiKey}. Ctrl-C ends.\n`,
    ].join('\n'),
  );
  await stop;
  return 0;
}

/** The demo shows what is found in the terminal too: without a bundler it goes on. */
async function buildConsoleForPeople(): Promise<void> {
  try {
    await buildConsole({ progress: progress.say });
  } catch (error) {
    progress.clear();
    const { message } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`The web console could not be built: ${message}\n`);
  }
}

async function sampleRegistryUrl(): Promise<string> {
  const sample = await startSampleRegistry({
    dataFolder: join(folder, 'cache'),
    log: quietLog,
    progress: progress.say,
  });
  cleanups.push(() => sample.close());
  return sample.url;
}

async function startServer(options: DemoOptions, dataFolder: string, registryUrl: string) {
  const controlPlaneOptions: ControlPlaneOptions = {
    dataFolder,
    port: options.port,
    allowedAddresses: allowedFor(hostOf(registryUrl)),
    environment: { HARBORGUARD_LOG_LEVEL: 'info' },
  };
  progress.say('Importing advisories …');
  await importAdvisories(controlPlaneOptions, await advisorySource(options, dataFolder));
  progress.say('Starting the control plane and its sensor …');
  const controlPlane = await startControlPlane(controlPlaneOptions);
  cleanups.push(() => controlPlane.stop());
  const makeOwnerLink = () => firstOwnerLink(controlPlaneOptions, controlPlane.url);
  return { ...controlPlane, makeOwnerLink };
}

async function advisorySource(options: DemoOptions, dataFolder: string): Promise<string> {
  if (options.advisories !== undefined) return resolve(options.advisories);
  const samples = join(dataFolder, 'sample-advisories');
  await writeSampleAdvisories(samples, new Date().toISOString());
  return samples;
}

async function connectRegistry(
  api: ApiClient,
  options: DemoOptions,
  registryUrl: string,
): Promise<string> {
  await waitForSensor(api);
  progress.say('Connecting the registry …');
  const { id } = await api.send<{ id: string }>('POST', '/registries', {
    name: 'demo',
    url: registryUrl,
    scanMethod: 'cloud',
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.passwordFile === undefined ? {} : { password: textOf(options.passwordFile) }),
    ...(options.caFile === undefined ? {} : { caPem: textOf(options.caFile) }),
    ...(options.insecure || registryUrl.startsWith('http:') ? { allowPlainHttp: true } : {}),
  });
  await api.raw('POST', `/registries/${id}/sync`);
  return id;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new ApiError(0, 'FILE_UNREADABLE', `${path} cannot be read`);
  }
}

function hostOf(registryUrl: string): string {
  const url = registryUrl.includes('://') ? registryUrl : `https://${registryUrl}`;
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? '80' : '443')}`;
}

/** A registry on this machine may have its token service and its storage on other ports of it. */
function allowedFor(host: string): readonly string[] {
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(host);
  return isLoopback ? [host, '127.0.0.0/8', '::1/128'] : [host];
}

function reportOf({ registry, images }: Scanned, seconds: number): DemoReport {
  const { url, provider, status, health } = registry;
  const repositories = new Set(images.map((image) => image.repository)).size;
  const tags = new Set(images.map((image) => `${image.repository}:${image.tag}`)).size;
  return {
    registry: { url, provider, status, health, repositories, tags },
    images: images.map((image) => ({
      repository: image.repository,
      tag: image.tag,
      platform: image.platform ?? null,
      digest: image.digest,
      ...(image.indexDigest === undefined ? {} : { indexDigest: image.indexDigest }),
      state: image.state,
      ...(image.errorCode === undefined ? {} : { errorCode: image.errorCode }),
      packages: image.packages,
      findings: image.findings,
    })),
    seconds,
  };
}

function tellConditions({ registry }: Scanned): void {
  for (const { code, firstCheck } of registry.conditions) {
    process.stderr.write(`${code}: ${firstCheck}\n`);
  }
}

function exitCode({ registry, images }: Scanned): number {
  const failed = images.some((image) => image.state === 'failed');
  return registry.status === 'ERROR' || failed ? 1 : 0;
}
