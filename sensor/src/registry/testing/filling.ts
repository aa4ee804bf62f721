// For tests only: a registry that holds one small image under some names, for doubles to stand before.
import type { TestContext } from 'node:test';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { startRegistry } from './provider-on-test.ts';

export const smallImage = await randomImage(new SeededRandom(3), { layers: 1, filesPerLayer: 1 });

/** Starts registries whose repositories all have these tags. */
export function filling(...tags: readonly string[]) {
  return async (t: TestContext, ...repositories: readonly string[]): Promise<FakeRegistry> => {
    const registry = await startRegistry(t);
    for (const repository of repositories) registry.push(smallImage, repository, ...tags);
    return registry;
  };
}
