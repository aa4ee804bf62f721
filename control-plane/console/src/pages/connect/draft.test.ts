import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { forgetTab } from '../../tab-memory.ts';
import { type Created, changeDraft, draftOf } from './draft.ts';

test('what was typed comes back as it was, whatever else was kept', () => {
  const draft = draftOf({
    ...{ step: 'options', url: 'ghcr.io/acme', method: 'cloud', allowPlainHttp: true },
    ...{ include: 'a/**', created: { id: '1' }, name: 7, schedule: 'weekly', nonsense: 1 },
  });

  assert.deepEqual(
    [draft.step, draft.url, draft.method, draft.allowPlainHttp, draft.include, draft.schedule],
    ['options', 'ghcr.io/acme', 'cloud', true, 'a/**', 'weekly'],
  );
  assert.deepEqual([draft.name, draft.created, draft.password], ['', undefined, '']);
});

test('nothing kept is an empty draft at its first step, and so is an unknown step', () => {
  assert.equal(draftOf({}).step, 'registry');
  assert.equal(draftOf({ step: 'elsewhere' }).step, 'registry');
});

test('whoever typed a user name is asked for the password again', () => {
  assert.equal(draftOf({ step: 'test', username: 'robot', method: 'cloud' }).step, 'credentials');
  assert.equal(draftOf({ step: 'method', username: 'robot' }).step, 'method');
});

test('whoever signs in after somebody signed out finds nothing of what was typed', (t) => {
  const kept = keepInMemory(t);
  changeDraft({ url: 'ghcr.io', password: 'canary-password' });

  forgetTab();

  assert.equal(kept.size, 0);
  changeDraft({ name: 'next' });
  assert.doesNotMatch([...kept.values()].join(), /ghcr/);
});

test('the password and the key of a sensor are kept nowhere', (t) => {
  const kept = keepInMemory(t);

  changeDraft({ url: 'ghcr.io', username: 'robot', password: 'canary-password' });
  const [typed] = kept.values();
  changeDraft({ created: { id: '1', sensorApiKey: 'canary-key' } as unknown as Created });

  assert.match(typed ?? '', /ghcr\.io/);
  assert.doesNotMatch(typed ?? '', /canary/);
  assert.equal(kept.size, 0);
});

function keepInMemory(t: TestContext): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
    clear: () => kept.clear(),
  };
  Object.defineProperty(globalThis, 'sessionStorage', { value: storage, configurable: true });
  t.after(() => Reflect.deleteProperty(globalThis, 'sessionStorage'));
  return kept;
}
