// The vendors' doubles before a real registry: what every provider lists is what skopeo finds there, name by name, tag by
// tag and digest by digest.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { pushImage } from '@harborguard/shared/testing/push-image.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { createProvider } from '../../sensor/src/registry/providers/create-provider.ts';
import type { RegistryProvider } from '../../sensor/src/registry/registry-provider.ts';
import { vendorProvider } from '../../sensor/src/registry/testing/vendor-provider.ts';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { missingPrograms, mustRun } from '../support/run-command.ts';
import { account, type Double, type VendorRow, vendors } from './vendor-rows.ts';

const missing = missingPrograms(['docker-registry', 'skopeo']);
const skip = missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;

const repositories = ['shop/api', 'shop/web', 'shop/worker'];
const tags = ['1.0', '1.1', 'latest'];
const { signal } = new AbortController();

const namespaces = ['', ...new Set(vendors.flatMap(({ below }) => below ?? []))];

function inNamespace(namespace: string, repository: string): string {
  return namespace === '' ? repository : `${namespace}/${repository}`;
}

async function filledRegistry(t: TestContext, namespace: string): Promise<DockerRegistry> {
  const registry = await startDockerRegistry();
  t.after(() => registry.close());
  const random = new SeededRandom(21);
  for (const repository of repositories) {
    const image = await randomImage(random, { layers: 1, filesPerLayer: 1 });
    const target = { registryUrl: registry.url, repository: inNamespace(namespace, repository) };
    await pushImage(image, target, '1.0', 'latest');
    await pushImage(randomIndex([image]), target, '1.1');
  }
  return registry;
}

/** `name:tag@digest`, as skopeo finds it. */
async function seenBySkopeo(
  registry: DockerRegistry,
  namespace: string,
): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const repository of repositories.map((name) => inNamespace(namespace, name))) {
    const image = `docker://${registry.host}/${repository}`;
    const list = await mustRun('skopeo', ['list-tags', '--tls-verify=false', image]);
    const { Tags } = JSON.parse(list) as { Tags: string[] };
    for (const tag of Tags) {
      const flags = ['--tls-verify=false', '--no-tags', '--format', '{{.Digest}}'];
      const digest = await mustRun('skopeo', ['inspect', ...flags, `${image}:${tag}`]);
      seen.push(`${repository}:${tag}@${digest.trim()}`);
    }
  }
  return seen.toSorted();
}

async function listedBy(provider: RegistryProvider): Promise<readonly string[]> {
  const listed: string[] = [];
  for await (const page of provider.repositories({ signal })) {
    for (const name of page.repositories) {
      for await (const some of provider.tags(name, { signal })) {
        for (const tag of some) {
          const digest = tag.digest ?? (await provider.resolve(name, tag.name, { signal })).digest;
          listed.push(`${name}:${tag.name}@${digest}`);
        }
      }
    }
  }
  return listed.toSorted();
}

function providerAt(
  t: TestContext,
  row: VendorRow,
  { url, create }: Pick<Double, 'url' | 'create'>,
): RegistryProvider {
  const credential = {
    kind: 'password',
    username: row.username ?? account.username,
    password: row.password ?? account.password,
  } as const;
  if (create !== undefined) {
    return vendorProvider(t, { provider: row.provider, url, credential, create }).provider;
  }
  const provider = createProvider(
    {
      registryId: '00000000-0000-7000-8000-000000000000',
      url,
      provider: row.provider,
      allowPlainHttp: true,
      credentialHolder: 'sensor',
      guardAddresses: false,
      allowedAddresses: [],
    },
    {
      clock: systemClock,
      random: new SeededRandom(1),
      log: new MemoryLog(),
      userAgent: 'HarborGuard-Sensor/test',
      tracer: noTracer,
      credentials: {
        resolve: () => Promise.resolve({ credential, source: 'registries-file', trace: [] }),
      },
    },
  );
  t.after(() => provider.close());
  return provider;
}

interface Filled {
  readonly registry: DockerRegistry;
  readonly seen: readonly string[];
}

/** One for each namespace: a list shows all of a registry. */
async function filledRegistries(t: TestContext): Promise<(row: VendorRow) => Filled> {
  const filled = new Map<string, Filled>();
  for (const namespace of namespaces) {
    const registry = await filledRegistry(t, namespace);
    filled.set(namespace, { registry, seen: await seenBySkopeo(registry, namespace) });
  }
  return ({ below = '' }) => {
    const found = filled.get(below);
    assert.ok(found);
    return found;
  };
}

/** Names below the address of the connection, as providers give them. */
function expectedOf({ below }: VendorRow, { seen }: Filled): readonly string[] {
  return below === undefined ? seen : seen.map((name) => name.slice(below.length + 1));
}

test('every provider lists what skopeo finds in a real registry', { skip }, async (t) => {
  const filled = await filledRegistries(t);

  for (const row of vendors) {
    const expected = expectedOf(row, filled(row));
    assert.equal(expected.length, repositories.length * tags.length);
    await t.test(row.provider, async (inner) => {
      const double = await row.start(filled(row).registry.url);
      inner.after(() => double.close());
      const provider = providerAt(inner, row, double);

      const verdict = await provider.probe({ signal });
      const listed = await listedBy(provider);

      assert.deepEqual([verdict.authenticated, verdict.code], [true, undefined]);
      assert.deepEqual(listed, expected);
    });
  }
});

test('a layer of a real registry is read through the rules of every vendor', {
  skip,
}, async (t) => {
  const filled = await filledRegistries(t);

  for (const row of vendors) {
    await t.test(row.provider, async (inner) => {
      const double = await row.start(filled(row).registry.url);
      inner.after(() => double.close());
      const provider = providerAt(inner, row, double);
      await provider.probe({ signal });

      const manifest = await provider.manifest('shop/web', '1.0', { signal });
      const [layer] = (
        JSON.parse(Buffer.from(manifest.bytes).toString()) as {
          layers: readonly { digest: string; size: number }[];
        }
      ).layers;
      assert.ok(layer);
      let bytes = 0;
      for await (const chunk of provider.blob('shop/web', layer.digest, { signal })) {
        bytes += chunk.byteLength;
      }

      assert.equal(bytes, layer.size);
    });
  }
});
