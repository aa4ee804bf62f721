import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { withEnumeration } from '../registry/providers/with-enumeration.ts';
import { runSync } from './run-sync.ts';
import { jobRig, syncPayload, tagsReported } from './testing/job-rig.ts';

test('a sync reports every tag with its digest and counts what it saw', async (t) => {
  const rig = await jobRig(t);
  const digest = await rig.push('shop/web', ['1.0', 'latest']);
  await rig.push('shop/api', ['2.0']);

  const result = await runSync(syncPayload(rig), rig.context);

  assert.deepEqual(tagsReported(rig), ['shop/api:2.0', 'shop/web:1.0', 'shop/web:latest']);
  const web = rig.reports.find(
    (message) => message.type === 'tags.seen' && message.repository === 'shop/web',
  );
  assert.ok(web?.type === 'tags.seen' && web.tags.every((tag) => tag.digest === digest));
  assert.equal(result.complete, true);
  assert.deepEqual([result.repositories, result.tags, result.digests], [2, 3, 2]);
});

test('progress says how many repositories there are once the last page of the list tells', async (t) => {
  const rig = await jobRig(t);
  for (const name of ['a/1', 'b/2', 'c/3']) await rig.push(name, ['1.0']);
  Object.assign(rig.registry.knobs, { pageSizeMax: 2, pageSize: 2 });

  await runSync(syncPayload(rig), rig.context);

  const counts = rig.phases.filter((phase) => phase.startsWith('repositories'));
  assert.deepEqual(counts, ['repositories 1', 'repositories 2', 'repositories 3 of 3']);
});

test('filters drop repositories and tags before their digests are asked for', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0', 'nightly']);
  await rig.push('sandbox/toy', ['1.0']);

  const result = await runSync(
    syncPayload(rig, {
      filters: {
        repositories: { include: ['shop/*'], exclude: [] },
        tags: { include: [], exclude: ['nightly'] },
      },
    }),
    rig.context,
  );

  assert.deepEqual(tagsReported(rig), ['shop/web:1.0']);
  assert.equal(result.filteredTags, 1);
  const asked = rig.registry.requests.filter((request) => request.path.includes('/manifests/'));
  assert.equal(asked.length, 1);
});

test('of each repository only the newest tags are asked for, across pages', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.8', '1.9', '1.10', 'latest']);
  Object.assign(rig.registry.knobs, { pageSizeMax: 2, pageSize: 2 });
  const filters = {
    repositories: { include: [], exclude: [] },
    tags: { include: [], exclude: [] },
    newestTags: 2,
  };

  const result = await runSync(syncPayload(rig, { filters }), rig.context);

  assert.deepEqual(tagsReported(rig), ['shop/web:1.10', 'shop/web:1.9', 'shop/web:latest']);
  assert.deepEqual([result.tags, result.filteredTags, result.complete], [3, 1, true]);
});

const dayMs = 24 * 60 * 60 * 1000;

test('tags pushed too long ago are not asked for', async (t) => {
  const { tags, result } = await syncByAge(t, { old: 31, new: 29 });

  assert.deepEqual(tags, ['shop/web:new']);
  assert.deepEqual([result.tags, result.filteredTags, result.complete], [1, 1, true]);
  assert.deepEqual(result.conditions, []);
});

test('a tag whose push has no known time stays, and the sync says so', async (t) => {
  const { tags, result } = await syncByAge(t, { old: 31, undated: undefined });

  assert.deepEqual(tags, ['shop/web:undated']);
  assert.equal(result.complete, true);
  assert.deepEqual(result.conditions, ['TAG_AGE_UNKNOWN']);
});

/** Of tags that were pushed so many days ago those of the last 30 days are wanted. */
async function syncByAge(t: TestContext, ages: Readonly<Record<string, number | undefined>>) {
  const rig = await jobRig(t);
  await rig.push('shop/web', Object.keys(ages));
  const { provider, clock } = rig.context;
  const dated = withEnumeration(provider, {
    repositories: (options) => provider.repositories(options),
    async *tags(repository, options) {
      for await (const page of provider.tags(repository, options)) {
        yield page.map((tag) => {
          const days = ages[tag.name];
          return days === undefined ? tag : { ...tag, pushedAt: clock.now() - days * dayMs };
        });
      }
    },
  });
  const filters = {
    repositories: { include: [], exclude: [] },
    tags: { include: [], exclude: [] },
    maxAgeDays: 30,
  };
  const result = await runSync(syncPayload(rig, { filters }), { ...rig.context, provider: dated });
  return { tags: tagsReported(rig), result };
}

test('a provider is told what the filters include, since some list nothing that is not named', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0']);
  const asked: unknown[] = [];
  const { provider } = rig.context;
  const spied = withEnumeration(provider, {
    repositories: (options) => {
      asked.push(options.include);
      return provider.repositories(options);
    },
  });
  const filters = {
    repositories: { include: ['shop/*'], exclude: [] },
    tags: { include: [], exclude: [] },
  };

  await runSync(syncPayload(rig, { filters }), { ...rig.context, provider: spied });

  assert.deepEqual(asked, [['shop/*']]);
});

test('signatures and other attachments are reported and counted as no images, whatever the filter', async (t) => {
  const rig = await jobRig(t);
  const digest = await rig.push('shop/web', ['1.0', 'old']);
  const tag = `${digest.replace(':', '-')}.sig`;
  await rig.push('shop/web', [tag]);
  const filters = {
    repositories: { include: [], exclude: [] },
    tags: { include: ['1.*'], exclude: [] },
  };

  const result = await runSync(syncPayload(rig, { filters }), rig.context);

  assert.deepEqual(tagsReported(rig), ['shop/web:1.0', `shop/web:${tag}`]);
  assert.deepEqual([result.tags, result.digests, result.filteredTags], [1, 1, 1]);
});

test('a refused catalog is a restricted success that names the condition', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0']);
  rig.registry.knobs.catalogRefusal = 403;

  const result = await runSync(syncPayload(rig), rig.context);

  assert.equal(result.restricted, true);
  assert.equal(result.complete, false);
  assert.deepEqual(result.conditions, ['CATALOG_RESTRICTED']);
});

test('a repository that cannot be listed is named and does not end the sync', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0']);
  await rig.push('shop/api', ['1.0']);
  rig.registry.fail({
    path: /^\/v2\/shop\/api\/tags\/list/,
    times: 100,
    action: { kind: 'status', status: 403 },
  });

  const result = await runSync(syncPayload(rig), rig.context);

  assert.deepEqual(tagsReported(rig), ['shop/web:1.0']);
  assert.deepEqual(
    result.failedRepositories.map(({ repository }) => repository),
    ['shop/api'],
  );
});

test('a catalog that loses its Link on page two is read to its end all the same', async (t) => {
  const rig = await jobRig(t);
  for (const name of ['a', 'b', 'c', 'd', 'e']) await rig.push(name, ['1']);
  rig.registry.knobs.pageSizeMax = 2;
  rig.registry.knobs.pageSize = 2;
  rig.registry.knobs.linkDroppedFromPage = 2;

  const result = await runSync(syncPayload(rig), rig.context);

  assert.equal(result.repositories, 5);
  assert.equal(result.complete, true);
});

test('a catalog that loses its Link and ignores the position counts as cut short', async (t) => {
  const rig = await jobRig(t);
  for (const name of ['a', 'b', 'c', 'd', 'e']) await rig.push(name, ['1']);
  Object.assign(rig.registry.knobs, {
    ...{ pageSizeMax: 2, pageSize: 2, linkDroppedFromPage: 2, ignoresLast: true },
  });

  const result = await runSync(syncPayload(rig), rig.context);

  assert.equal(result.complete, false);
  assert.deepEqual(result.conditions, ['CATALOG_TRUNCATED']);
});

test('a sync that was killed goes on at its page', async (t) => {
  const rig = await jobRig(t);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await rig.push(name, ['1']);
  Object.assign(rig.registry.knobs, { pageSizeMax: 2, pageSize: 2 });
  const killed = new Error('killed');
  const dying = {
    ...rig.context,
    report: (message: Parameters<typeof rig.context.report>[0]) =>
      message.type === 'tags.seen' && message.repository === 'e'
        ? Promise.reject(killed)
        : rig.context.report(message),
  };
  await assert.rejects(runSync(syncPayload(rig), dying), killed);
  const before = rig.registry.requests.length;

  const result = await runSync(syncPayload(rig), rig.again());

  assert.deepEqual([...new Set(tagsReported(rig))], ['a:1', 'b:1', 'c:1', 'd:1', 'e:1', 'f:1']);
  assert.equal(result.repositories, 6);
  const asked = rig.registry.requests.slice(before).map((request) => request.path);
  assert.ok(!asked.some((path) => path.includes('/a/') || path.includes('/b/')));
});

test('wrong credentials end the sync with their code', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0']);
  rig.registry.knobs.authentication = { kind: 'basic', username: 'u', password: 'p' };

  await assert.rejects(
    runSync(syncPayload(rig), rig.context),
    (error) => isHarborError(error) && error.code === 'REGISTRY_UNAUTHENTICATED',
  );
});

test('a sync of named repositories asks for no catalog', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0']);
  await rig.push('shop/api', ['1.0']);

  const result = await runSync(syncPayload(rig, { repositories: ['shop/web'] }), rig.context);

  assert.deepEqual(tagsReported(rig), ['shop/web:1.0']);
  assert.equal(result.complete, true);
  assert.ok(!rig.registry.requests.some((request) => request.path.includes('_catalog')));
});

test('a repository without tags and one deleted meanwhile are empty, not failed', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0']);
  rig.registry.content.addRepository('shop/empty');
  rig.registry.fail({
    path: /^\/v2\/shop\/web\/tags\/list/,
    action: { kind: 'status', status: 404 },
  });

  const result = await runSync(syncPayload(rig), rig.context);

  assert.deepEqual(result.failedRepositories, []);
  assert.equal(result.complete, true);
});

test('an aborted sync stops', async (t) => {
  const rig = await jobRig(t);
  for (const name of ['a', 'b', 'c']) await rig.push(name, ['1']);
  rig.registry.knobs.beforeReply = ({ path }) => {
    if (path.includes('/tags/list')) rig.controller.abort(new Error('cancelled'));
  };

  await assert.rejects(runSync(syncPayload(rig), rig.context));
  assert.deepEqual(tagsReported(rig), []);
});

test('a repository whose answers always break is named, while one that is down ends the sync', async (t) => {
  const rig = await jobRig(t);
  await rig.push('shop/web', ['1.0']);
  await rig.push('shop/api', ['1.0']);
  rig.registry.fail({ path: /shop\/api\/tags/, times: 1000, action: { kind: 'reset' } });

  const result = await runSync(syncPayload(rig), rig.context);
  rig.cursor = undefined;
  rig.registry.fail({ path: /./, times: 1000, action: { kind: 'reset' } });
  const down = runSync(syncPayload(rig), rig.context);

  assert.deepEqual(result.failedRepositories, [
    { repository: 'shop/api', code: 'REGISTRY_UNREACHABLE' },
  ]);
  await assert.rejects(
    down,
    (error) => isHarborError(error) && error.code === 'REGISTRY_UNREACHABLE',
  );
});

test('a sync killed in the middle of a large page does not begin that page again', async (t) => {
  const rig = await jobRig(t);
  const names = Array.from({ length: 40 }, (_, index) => `repository-${100 + index}`);
  for (const name of names) await rig.push(name, ['1']);
  let reported = 0;
  const dying = {
    ...rig.context,
    report: (message: Parameters<typeof rig.context.report>[0]) => {
      reported += 1;
      return reported > 30 ? Promise.reject(new Error('killed')) : rig.context.report(message);
    },
  };
  await assert.rejects(runSync(syncPayload(rig), dying), /killed/);
  const before = rig.registry.requests.length;

  const result = await runSync(syncPayload(rig), rig.again());

  const listed = rig.registry.requests
    .slice(before)
    .filter(({ path }) => path.includes('/tags/list'));
  assert.equal(result.repositories, 40);
  assert.equal(new Set(tagsReported(rig)).size, 40);
  assert.ok(listed.length <= 40 - 16, `${listed.length} repositories were asked again`);
});
