import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { ListWalk } from './list-walk.ts';

const name = (text: string) => text;
const any = () => true;

test('what came on an earlier page, or twice on one, comes once', () => {
  const walk = new ListWalk({ host: 'registry.example.com' });

  assert.deepEqual(walk.fresh(['b', 'a', 'b'], name, any), ['b', 'a']);
  assert.deepEqual(walk.fresh(['a', 'c'], name, any), ['c']);
});

test('what cannot be a name is left out', () => {
  const walk = new ListWalk({ host: 'registry.example.com' });

  const fresh = walk.fresh(['ok', '../bad'], name, (text) => !text.includes('..'));

  assert.deepEqual(fresh, ['ok']);
});

test('a page asked for a second time means that the list leads in a circle', () => {
  const walk = new ListWalk({ host: 'registry.example.com', repository: 'shop/web' });
  walk.enter('1');

  assert.throws(
    () => walk.enter('1'),
    (error) =>
      isHarborError(error) &&
      error.code === 'CATALOG_TRUNCATED' &&
      error.details['repository'] === 'shop/web',
  );
});

test('a list without end is cut', () => {
  const walk = new ListWalk({ host: 'registry.example.com' });

  assert.throws(
    () => {
      for (let page = 1; page < 100_000; page += 1) walk.enter(String(page));
    },
    (error) => isHarborError(error) && error.code === 'CATALOG_TRUNCATED',
  );
});
