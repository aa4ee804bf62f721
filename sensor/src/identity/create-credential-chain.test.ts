import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { createControlPlaneSource } from './control-plane-source.ts';
import { createCredentialChain } from './create-credential-chain.ts';
import type { CredentialFinding, CredentialSource } from './credential-source.ts';

const { signal } = new AbortController();
const target = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: 'https://r.example.com',
  provider: 'CUSTOM',
  credentialHolder: 'sensor',
} as const;

function source(name: string, finding: CredentialFinding): CredentialSource {
  return { name, holder: 'sensor', find: () => Promise.resolve(finding) };
}

const absent = source('first', { kind: 'absent', reason: 'no entry' });
const found = source('second', {
  kind: 'found',
  credential: { kind: 'password', username: 'u', password: 'canary' },
});
const never: CredentialSource = {
  name: 'third',
  holder: 'sensor',
  find: () => assert.fail('not to be asked'),
};

test('the first source that answers wins, and the trace tells who was asked', async () => {
  const chain = createCredentialChain([absent, found, never]);

  const resolved = await chain.resolve(target, { signal });

  assert.equal(resolved.source, 'second');
  assert.deepEqual(resolved.trace, ['first: no entry', 'second: found']);
});

test('without any answer the sensor is anonymous', async () => {
  const resolved = await createCredentialChain([absent]).resolve(target, { signal });

  assert.deepEqual(resolved.credential, { kind: 'anonymous' });
  assert.equal(resolved.source, 'anonymous');
});

test('sources of the sensor are not asked for what the control plane holds, nor the other way', async () => {
  const held = createControlPlaneSource(() =>
    Promise.resolve({ username: 'cloud', password: 'canary' }),
  );
  const chain = createCredentialChain([found, held]);

  const cloud = await chain.resolve(
    { ...target, provider: 'CUSTOM', credentialHolder: 'control-plane' },
    { signal },
  );
  const local = await chain.resolve(target, { signal });
  const nobody = await chain.resolve(
    { ...target, provider: 'CUSTOM', credentialHolder: 'none' },
    { signal },
  );

  assert.deepEqual(
    [cloud.source, local.source, nobody.source],
    ['control-plane', 'second', 'anonymous'],
  );
});

test('a control plane without a credential leaves the sensor anonymous', async () => {
  const chain = createCredentialChain([createControlPlaneSource(() => Promise.resolve(undefined))]);

  const resolved = await chain.resolve(
    { ...target, provider: 'CUSTOM', credentialHolder: 'control-plane' },
    { signal },
  );

  assert.equal(resolved.source, 'anonymous');
  assert.deepEqual(resolved.trace, ['control-plane: none stored for this registry']);
});

test('a source that is broken ends the search, and the error tells who was asked before it', async () => {
  const broken: CredentialSource = {
    name: 'second',
    holder: 'sensor',
    find: () => Promise.reject(new HarborError('FILE_UNREADABLE', { details: { file: 'f' } })),
  };

  await assert.rejects(
    createCredentialChain([absent, broken, never]).resolve(target, { signal }),
    (error) => {
      assert.ok(isHarborError(error) && error.code === 'FILE_UNREADABLE');
      const credentialTrace = 'first: no entry; second: FILE_UNREADABLE';
      assert.deepEqual(error.details, { file: 'f', credentialTrace });
      return true;
    },
  );
});
