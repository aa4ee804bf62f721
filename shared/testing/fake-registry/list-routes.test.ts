import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { sendHttp } from '../send-http.ts';
import type { RegistryKnobs } from './registry-knobs.ts';
import { startFakeRegistry } from './start-fake-registry.ts';

async function startWithRepositories(t: TestContext, knobs: Partial<RegistryKnobs> = {}) {
  const registry = await startFakeRegistry({ knobs, pathPrefix: '/prefix' });
  t.after(() => registry.close());
  for (const name of ['a/one', 'a/two', 'b', 'c', 'd']) {
    registry.content.addRepository(name);
    for (const tag of ['2', '10', '1']) registry.content.tag(name, tag, `sha256:${'0'.repeat(64)}`);
  }
  return registry;
}

/** Follows Link until there is none, at most five times. */
async function readPages(start: string): Promise<string[][]> {
  const pages: string[][] = [];
  let next: string | undefined = start;
  while (next !== undefined && pages.length < 5) {
    const answer = await sendHttp(next);
    pages.push((answer.json() as { repositories: string[] }).repositories);
    const [, target] = /^<(.*)>; rel="next"$/.exec(String(answer.headers['link'] ?? '')) ?? [];
    next = target === undefined ? undefined : new URL(target, next).href;
  }
  return pages;
}

for (const linkForm of ['relative', 'absolute', 'unencoded'] as const) {
  test(`the catalog is paged by a Link that is ${linkForm}`, async (t) => {
    const registry = await startWithRepositories(t, { linkForm });

    const pages = await readPages(`${registry.url}/v2/_catalog?n=2`);

    assert.deepEqual(pages, [['a/one', 'a/two'], ['b', 'c'], ['d']]);
  });
}

test('the Link can be missing from a page on', async (t) => {
  const registry = await startWithRepositories(t, { linkDroppedFromPage: 2 });

  const pages = await readPages(`${registry.url}/v2/_catalog?n=2`);

  assert.deepEqual(pages, [
    ['a/one', 'a/two'],
    ['b', 'c'],
  ]);
});

test('the Link can lead in a circle, to another origin, or out of the path prefix', async (t) => {
  const registry = await startWithRepositories(t, { linkForm: 'loop' });
  const link = async () =>
    String((await sendHttp(`${registry.url}/v2/_catalog?n=2`)).headers['link']);

  assert.equal((await readPages(`${registry.url}/v2/_catalog?n=2`)).length, 5);
  registry.knobs.linkForm = 'cross-origin';
  assert.match(await link(), /^<http:\/\/registry\.invalid\/prefix\/v2\/_catalog\?/);
  registry.knobs.linkForm = 'prefix-lost';
  assert.match(await link(), /^<\/v2\/_catalog\?/);
});

test('more entries a page than the server allows is an error of its own', async (t) => {
  const registry = await startWithRepositories(t, { pageSizeMax: 3 });

  const answer = await sendHttp(`${registry.url}/v2/_catalog?n=4`);

  assert.equal(answer.status, 400);
  assert.match(answer.text(), /PAGINATION_NUMBER_INVALID/);
});

test('the catalog can be refused while tags stay readable', async (t) => {
  const registry = await startWithRepositories(t, { catalogRefusal: 403 });

  assert.equal((await sendHttp(`${registry.url}/v2/_catalog`)).status, 403);
  assert.equal((await sendHttp(`${registry.url}/v2/b/tags/list`)).status, 200);
});

test('tags are sorted pages, or all at once unsorted as in old servers, or null', async (t) => {
  const registry = await startWithRepositories(t);
  const tags = async () =>
    ((await sendHttp(`${registry.url}/v2/b/tags/list?n=2`)).json() as { tags: unknown }).tags;

  assert.deepEqual(await tags(), ['1', '10']);
  registry.knobs.tagsPaged = false;
  assert.deepEqual(await tags(), ['2', '10', '1']);
  registry.knobs.tagsNull = true;
  assert.equal(await tags(), null);
});

test('an unknown repository has no tags list', async (t) => {
  const registry = await startWithRepositories(t);

  const answer = await sendHttp(`${registry.url}/v2/nope/tags/list`);

  assert.equal(answer.status, 404);
  assert.match(answer.text(), /NAME_UNKNOWN/);
});
