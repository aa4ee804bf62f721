// What a vendor's list of tags spares a sync: with a digest there is nothing left to ask the registry.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { TagsSeenSchema } from '@harborguard/shared/protocol/log-messages.ts';
import { Check } from 'typebox/value';
import { withEnumeration } from '../registry/providers/with-enumeration.ts';
import type { ListedTag } from '../registry/registry-provider.ts';
import { runSync } from './run-sync.ts';
import { jobRig, syncPayload } from './testing/job-rig.ts';

/** What is reported of a repository whose vendor lists `listed`, and the manifests asked for. */
async function synced(t: TestContext, list: (digest: string) => ListedTag) {
  const rig = await jobRig(t);
  const digest = await rig.push('shop/web', ['1.0']);
  const provider = withEnumeration(rig.context.provider, {
    tags: () => onePage(list(digest)),
  });

  await runSync(syncPayload(rig), { ...rig.context, provider });

  const [seen] = rig.reports;
  assert.ok(seen?.type === 'tags.seen' && Check(TagsSeenSchema, seen));
  const manifests = rig.registry.requests.filter(({ path }) => path.includes('/manifests/'));
  return { digest, tags: seen.tags, requests: manifests.length };
}

async function* onePage(tag: ListedTag): AsyncIterable<readonly ListedTag[]> {
  yield await Promise.resolve([tag]);
}

test('a digest listed without its type is reported as it is, and no manifest is asked for', async (t) => {
  const { digest, tags, requests } = await synced(t, (known) => ({ name: '1.0', digest: known }));

  assert.deepEqual(tags, [{ name: '1.0', digest }]);
  assert.equal(requests, 0);
});

test('a type and a size that are listed go along', async (t) => {
  const facts = { mediaType: 'application/vnd.oci.image.index.v1+json', sizeBytes: 7 };

  const { digest, tags, requests } = await synced(t, (known) => ({
    ...{ name: '1.0', digest: known },
    ...facts,
  }));

  assert.deepEqual(tags, [{ name: '1.0', digest, ...facts }]);
  assert.equal(requests, 0);
});

for (const { name, digest } of [
  { name: 'no digest', digest: undefined },
  { name: 'something that is no digest', digest: 'deadbeef' },
]) {
  test(`a list with ${name} leaves the registry to say it`, async (t) => {
    const listed = { name: '1.0', ...(digest === undefined ? {} : { digest }) };

    const result = await synced(t, () => listed);

    assert.equal(result.tags[0]?.digest, result.digest);
    assert.equal(result.requests, 1);
  });
}
