import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  collect,
  providerFor,
  rejectsWith,
  signal,
  withoutWaiting,
} from '../testing/provider-on-test.ts';
import { enumerateImages, type ImageListing, type ListedImage } from './image-listing.ts';

const digest = `sha256:${'a'.repeat(64)}`;

function image(repository: string, name: string): ListedImage {
  return { repository, tag: { name, digest } };
}

function listing(t: TestContext, pages: readonly (readonly ListedImage[])[]) {
  const { provider: generic, clock } = providerFor(t, 'http://127.0.0.1:9');
  const source: ImageListing = {
    clock,
    async *all() {
      yield* await Promise.resolve(pages);
    },
    async *ofRepository(repository) {
      yield await Promise.resolve([{ name: `asked-${repository}` }]);
    },
  };
  const { repositories, tags } = enumerateImages(source, generic);
  assert.ok(repositories && tags);
  const tagsOf = async (name: string) => (await collect(tags(name, { signal }))).flat();
  return { clock, repositories, tagsOf };
}

test('images in any order and more than once become repositories with their tags', async (t) => {
  const { repositories, tagsOf } = listing(t, [
    [image('b', '1'), image('a', '1')],
    [image('b', '1'), image('b', '2')],
  ]);

  const pages = await collect(repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: ['a', 'b'] }]);
  assert.deepEqual(await tagsOf('b'), [
    { name: '1', digest },
    { name: '2', digest },
  ]);
});

test('tags are handed out once; who asks again hears what is true then', async (t) => {
  const { repositories, tagsOf } = listing(t, [[image('a', '1')]]);
  await collect(repositories({ signal }));

  assert.deepEqual(await tagsOf('a'), [{ name: '1', digest }]);
  assert.deepEqual(await tagsOf('a'), [{ name: 'asked-a' }]);
});

test('tags that were read half an hour ago are asked for anew', async (t) => {
  const { repositories, tagsOf, clock } = listing(t, [[image('a', '1')]]);
  await collect(repositories({ signal }));

  await clock.advance(31 * 60_000);

  assert.deepEqual(await tagsOf('a'), [{ name: 'asked-a' }]);
});

test('a listing that is left in the middle leaves nothing behind', async (t) => {
  const { repositories, tagsOf } = listing(t, [[image('a', '1')]]);

  for await (const page of repositories({ signal })) {
    assert.deepEqual(page.repositories, ['a']);
    break;
  }

  assert.deepEqual(await tagsOf('a'), [{ name: 'asked-a' }]);
});

test('a repository that is named without its tags is asked for them, whatever else was listed', async (t) => {
  const { repositories, tagsOf } = listing(t, [
    [image('a', '1'), { repository: 'a' }],
    [image('a', '2')],
  ]);
  await collect(repositories({ signal }));

  assert.deepEqual(await tagsOf('a'), [{ name: 'asked-a' }]);
});

test('names that break the grammar are left out', async (t) => {
  const { repositories, tagsOf } = listing(t, [
    [image('../up', '1'), image('Upper', '1'), image('a', 'sha256:abc'), image('a', 'good')],
  ]);

  const pages = await collect(repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: ['a'] }]);
  assert.deepEqual(await tagsOf('a'), [{ name: 'good', digest }]);
});

test('a listing that was left at a page goes on behind it', async (t) => {
  const names = Array.from({ length: 250 }, (_, index) => `app-${String(index).padStart(3, '0')}`);
  const { repositories } = listing(t, [names.map((name) => image(name, '1'))]);

  const [first] = await collect(repositories({ signal }));
  const cursor = first?.cursor ?? '';
  const rest = await collect(repositories({ signal, cursor }));

  assert.match(cursor, /^vendor:/);
  assert.deepEqual(
    rest.flatMap((page) => page.repositories),
    names.slice(100),
  );
  assert.equal(rest.at(-1)?.cursor, undefined);
});

test('an empty listing of a registry that cannot be asked otherwise is a failure, not an empty registry', async (t) => {
  const { repositories, clock } = listing(t, []);

  const listed = withoutWaiting(clock, collect(repositories({ signal })));

  await rejectsWith(listed, 'REGISTRY_UNREACHABLE');
});
