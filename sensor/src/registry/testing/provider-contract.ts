// The contract every provider passes, whatever its vendor: the same questions against a faithful double of the
// vendor's product, whose bytes lie in a registry behind it. What is special to a vendor has tests of its own.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { FrontRequest } from '@harborguard/shared/testing/vendors/start-vendor-front.ts';
import type { RegistryProvider } from '../registry-provider.ts';
import { collect, rejectsWith, signal, startRegistry } from './provider-on-test.ts';

export interface ProviderWorld {
  /** With credentials that may read everything. */
  readonly provider: RegistryProvider;
  /** The same registry asked with wrong credentials; absent where the vendor has none to be wrong. */
  readonly wrongCredentials?: RegistryProvider;
  /** Everything the double has received, at any of its addresses. */
  readonly requests: () => readonly FrontRequest[];
}

export interface ProviderContract {
  readonly name: Provider;
  /** Repositories the contract pushes, in the vendor's own naming; at least three. */
  readonly repositories: readonly [string, string, string, ...string[]];
  /** Whether tags come with digests, so that a sync needs no request per tag. */
  readonly listsDigests: boolean;
  /** Starts the double before the registry, in which the contract has already pushed. */
  start(t: TestContext, registry: FakeRegistry): Promise<ProviderWorld>;
}

const tagsEach = ['1.0', '1.1', 'latest'];

async function filledRegistry(t: TestContext, contract: ProviderContract) {
  const registry = await startRegistry(t);
  const random = new SeededRandom(11);
  const pushed = new Map<string, string>();
  for (const repository of contract.repositories) {
    const image = await randomImage(random, { layers: 1, filesPerLayer: 1 });
    registry.push(image, repository, ...tagsEach);
    pushed.set(repository, image.digest);
  }
  return { registry, pushed };
}

export function providerContract(contract: ProviderContract): void {
  const title = (text: string) => `${contract.name}: ${text}`;

  test(title('a login that works is reachable and authenticated'), async (t) => {
    const { registry } = await filledRegistry(t, contract);
    const { provider } = await contract.start(t, registry);

    const verdict = await provider.probe({ signal });

    assert.deepEqual(
      [verdict.reachable, verdict.authenticated, verdict.code],
      [true, true, undefined],
    );
    assert.equal(verdict.provider, contract.name);
  });

  test(title('wrong credentials are reachable and refused by code'), async (t) => {
    const { registry } = await filledRegistry(t, contract);
    const { wrongCredentials } = await contract.start(t, registry);
    if (wrongCredentials === undefined) return t.skip('this vendor has no credentials to be wrong');

    const verdict = await wrongCredentials.probe({ signal });

    assert.deepEqual([verdict.reachable, verdict.authenticated], [true, false]);
    assert.equal(verdict.code, 'REGISTRY_AUTHENTICATION_FAILED');
  });

  test(title('every repository is listed once, and every tag stands for its digest'), async (t) => {
    const { registry, pushed } = await filledRegistry(t, contract);
    const { provider } = await contract.start(t, registry);

    const pages = await collect(provider.repositories({ signal }));
    const names = pages.flatMap((page) => page.repositories);

    assert.deepEqual(names.toSorted(), [...contract.repositories].toSorted());
    assert.equal(new Set(names).size, names.length);
    for (const repository of names) {
      const listed = (await collect(provider.tags(repository, { signal }))).flat();
      assert.deepEqual(listed.map((tag) => tag.name).toSorted(), tagsEach);
      for (const { name, digest } of listed) {
        if (contract.listsDigests) assert.equal(digest, pushed.get(repository));
        const resolved = await provider.resolve(repository, name, { signal });
        assert.equal(resolved.digest, pushed.get(repository));
      }
    }
  });

  test(title('a listing that was left at a page goes on behind it'), async (t) => {
    const { registry } = await filledRegistry(t, contract);
    const { provider } = await contract.start(t, registry);
    const pages = await collect(provider.repositories({ signal }));
    const left = pages.find((page) => page.cursor !== undefined);
    if (left?.cursor === undefined) return t.skip('everything came on one page');
    const before = pages.slice(0, pages.indexOf(left) + 1).flatMap((page) => page.repositories);

    const rest = await collect(provider.repositories({ signal, cursor: left.cursor }));

    const after = rest.flatMap((page) => page.repositories);
    assert.deepEqual(
      [...new Set([...before, ...after])].toSorted(),
      [...contract.repositories].toSorted(),
    );
    assert.ok(!after.includes(before[0] ?? ''), 'the first page is not read again');
  });

  test(title('a manifest and its layer can be read'), async (t) => {
    const { registry, pushed } = await filledRegistry(t, contract);
    const { provider } = await contract.start(t, registry);
    const [repository] = contract.repositories;
    const digest = pushed.get(repository) ?? '';

    const manifest = await provider.manifest(repository, digest, { signal });
    const document = JSON.parse(Buffer.from(manifest.bytes).toString()) as {
      layers: { digest: string; size: number }[];
    };
    const layer = document.layers[0];
    assert.ok(layer);
    const chunks = await collect(provider.blob(repository, layer.digest, { signal }));

    assert.equal(manifest.digest, digest);
    assert.equal(
      chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0),
      layer.size,
    );
  });

  test(title('a repository that is not there is told by code'), async (t) => {
    const { registry } = await filledRegistry(t, contract);
    const { provider } = await contract.start(t, registry);
    const [repository] = contract.repositories;

    await rejectsWith(provider.manifest(repository, 'no-such-tag', { signal }), 'MANIFEST_UNKNOWN');
  });

  test(title('a name that would lead elsewhere is asked of nobody'), async (t) => {
    const { registry } = await filledRegistry(t, contract);
    const { provider, requests } = await contract.start(t, registry);
    const [repository] = contract.repositories;

    for (const name of [`${repository}/../../../secret`, '..', 'a%2fb', `${repository}?x=1`]) {
      await rejectsWith(collect(provider.tags(name, { signal })), 'REFERENCE_INVALID');
    }
    assert.deepEqual(requests(), []);
  });

  test(title('no credential stands in an address'), async (t) => {
    const { registry } = await filledRegistry(t, contract);
    const { provider, requests } = await contract.start(t, registry);
    await collect(provider.repositories({ signal }));
    await collect(provider.tags(contract.repositories[0], { signal }));

    for (const { path, query } of requests()) {
      assert.doesNotMatch(`${path}?${query.toString()}`, /canary/);
    }
  });
}
