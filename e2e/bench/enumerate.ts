// How fast a registry is enumerated, down to the digest of every tag: the sync of the sensor against a real registry
// process, beside command line tools that ask the same.

import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '@harborguard/shared/ports.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { systemRandom } from '@harborguard/shared/runtime/system-random.ts';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import type { TestImage } from '@harborguard/shared/testing/image/test-image.ts';
import { pushImage } from '@harborguard/shared/testing/push-image.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { createCredentialChain } from '../../sensor/src/identity/create-credential-chain.ts';
import type { JobContext } from '../../sensor/src/jobs/job-context.ts';
import { runSync } from '../../sensor/src/jobs/run-sync.ts';
import { createProvider } from '../../sensor/src/registry/providers/create-provider.ts';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { missingPrograms } from '../support/run-command.ts';
import { type Bench, type BenchContext, type BenchRow, benchRow, median, peer } from './bench.ts';
import { processesAtOnce, toolFigures } from './enumerating-tools.ts';

const repositoriesDefault = 200;
const tagsEach = 10;
/** A tool that starts a process for every tag is measured on so many repositories, and that speed taken as its own. */
const sampleRepositories = 20;

const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

export const enumerate: Bench = {
  name: 'enumerate',
  about: 'digests per second of a sync against docker-registry, and requests for each',
  run: async (context) => {
    const repositories = context.size ?? repositoriesDefault;
    const requests = await requestsPerDigest(context, repositories);
    if (missingPrograms(['docker-registry']).length > 0) {
      context.say('docker-registry is not installed: the speed is not measured');
      return [requests];
    }
    return [await speed(context, repositories), requests];
  },
};

async function speed(context: BenchContext, repositories: number): Promise<BenchRow> {
  const registry = await startDockerRegistry();
  context.after(() => registry.close());
  const names = await fill(context, registry, repositories);
  const times: number[] = [];
  for (let round = 0; round < context.rounds; round += 1) {
    times.push((await timedSync(registry.url)) / 1000);
  }
  const digests = repositories * tagsEach;
  return benchRow({
    bench: 'enumerate',
    measure: `tags with their digests, ${repositories} repositories of ${tagsEach} tags; tools: a sample of ${sampleRepositories} of the repositories, ${processesAtOnce} processes at once`,
    unit: 'digests/s',
    ours: digests / median(times),
    peers: await toolFigures(context, {
      host: registry.host,
      repositories: names.slice(0, sampleRepositories),
      tags: tagsEach,
    }),
  });
}

/** One repository is pushed; the others are folders of the registry that lead to its tags: pushing 20,000 takes minutes. */
async function fill(context: BenchContext, registry: DockerRegistry, count: number) {
  context.say(`making ${count} repositories of ${tagsEach} tags`);
  const names = Array.from({ length: count }, (_, index) => `team-${index % 20}/service-${index}`);
  const [first = '', ...others] = names;
  for (const [index, image] of (await distinctImages()).entries()) {
    await pushImage(image, { registryUrl: registry.url, repository: first }, `1.${index}`);
  }
  const folderOf = (name: string) =>
    join(registry.dataFolder, 'docker/registry/v2/repositories', name);
  const parts = await readdir(folderOf(first));
  for (const name of others) {
    await mkdir(folderOf(name), { recursive: true });
    for (const part of parts)
      await symlink(join(folderOf(first), part), join(folderOf(name), part));
  }
  return names;
}

function distinctImages(): Promise<readonly TestImage[]> {
  const random = new SeededRandom('enumerate');
  const options = { layers: 1, filesPerLayer: 1, fileBytes: 50 };
  return Promise.all(Array.from({ length: tagsEach }, () => randomImage(random, options)));
}

/** Counted at a registry that remembers what it was asked. */
async function requestsPerDigest(context: BenchContext, repositories: number): Promise<BenchRow> {
  const registry = await startFakeRegistry();
  context.after(() => registry.close());
  const images = await distinctImages();
  for (let index = 0; index < repositories; index += 1) {
    for (const [tag, image] of images.entries()) {
      registry.push(image, `team/service-${index}`, `1.${tag}`);
    }
  }
  await timedSync(registry.url);
  return benchRow({
    bench: 'enumerate',
    measure: `requests for each tag and digest, a first sync of ${repositories} repositories of ${tagsEach} tags`,
    unit: 'requests',
    ours: registry.requests.length / (repositories * tagsEach),
    peers: [peer('a list for each repository, a HEAD for each tag', 1 + 1 / tagsEach)],
  });
}

async function timedSync(url: string): Promise<number> {
  const target: RegistryTarget = {
    ...{ registryId: '01890000-0000-7000-8000-000000000001', url, provider: 'CUSTOM' },
    ...{ allowPlainHttp: true, credentialHolder: 'none', guardAddresses: false },
    allowedAddresses: [],
  };
  const provider = createProvider(target, {
    ...{
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      tracer: noTracer,
      userAgent: 'bench',
    },
    credentials: createCredentialChain([]),
  });
  const filters = { include: [], exclude: [] };
  const startedAt = performance.now();
  const result = await runSync(
    { kind: 'sync', registry: target, filters: { repositories: filters, tags: filters } },
    contextOf(provider),
  );
  const ms = performance.now() - startedAt;
  await provider.close();
  if (!result.complete || result.failedRepositories.length > 0) throw new Error('not complete');
  return ms;
}

function contextOf(provider: JobContext['provider']): JobContext {
  return {
    provider,
    job: { jobId: '01890000-0000-7000-8000-000000000002', attempt: 1 },
    signal: new AbortController().signal,
    clock: systemClock,
    log: silentLog,
    tracer: noTracer,
    report: () => Promise.resolve(),
    progress: () => undefined,
    advanced: () => undefined,
    cursor: { read: () => undefined, write: () => undefined },
  };
}
