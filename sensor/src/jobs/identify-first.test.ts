import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { startDistribution } from '@harborguard/shared/testing/vendors/distribution.ts';
import { startHarbor } from '@harborguard/shared/testing/vendors/harbor.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';
import { account, password, providerFor } from '../registry/testing/provider-on-test.ts';
import { identifyFirst } from './identify-first.ts';
import { runSync } from './run-sync.ts';
import { emptySyncProgress, parseSyncProgress } from './sync-progress.ts';
import { jobRig, syncPayload, tagsReported } from './testing/job-rig.ts';

async function firstSync(t: TestContext, start: (registryUrl: string) => Promise<string>) {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0']);
  const url = await start(rig.registry.url);
  const withProvider = <Result>(
    target: RegistryTarget,
    use: (provider: RegistryProvider) => Promise<Result>,
  ) => use(providerFor(t, url, { credential: password, target }).provider);
  const parts = { with: withProvider, clock: new FakeClock(), signal: rig.controller.signal };
  const payload = { ...syncPayload(rig), identify: true, registry: { ...rig.target, url } };
  const result = await identifyFirst(payload, parts, (sync, provider) =>
    runSync(sync, { ...rig.context, provider }),
  );
  return { rig, result };
}

test('the first sync already takes the product’s own way, and the product was asked as a stranger', async (t) => {
  let asked: () => readonly { path: string; authorization: string | undefined }[] = () => [];
  const { rig, result } = await firstSync(t, async (registryUrl) => {
    const harbor = await startHarbor(registryUrl, { accounts: [{ ...account, projects: 'all' }] });
    t.after(() => harbor.close());
    asked = () =>
      harbor.requests.map(({ path, headers }) => ({ path, authorization: headers.authorization }));
    return harbor.origin;
  });

  assert.equal(result.provider, 'HARBOR');
  assert.deepEqual(tagsReported(rig), ['shop/web:1.0']);
  assert.ok(asked().some(({ path }) => path.startsWith('/api/v2.0/')));
  assert.deepEqual(asked()[0], { path: '/v2/', authorization: undefined });
});

test('a registry of no product is synced as it is', async (t) => {
  const { rig, result } = await firstSync(t, async (registryUrl) => {
    const double = await startDistribution({ registryUrl, account });
    t.after(() => double.close());
    return double.origin;
  });

  assert.equal(result.provider, undefined);
  assert.deepEqual(tagsReported(rig), ['shop/web:1.0']);
});

test('a place in the list of one product is no place in that of another', () => {
  const text = JSON.stringify({ ...emptySyncProgress(), provider: 'CUSTOM', cursor: 'page 3' });

  assert.equal(parseSyncProgress(text, 'CUSTOM').cursor, 'page 3');
  assert.equal(parseSyncProgress(text, 'HARBOR').cursor, undefined);
});
