import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalRegistryUrl } from './canonical-registry-url.ts';

for (const { input, want } of [
  { input: 'registry.example.com', want: 'https://registry.example.com' },
  { input: ' Registry.Example.COM/ ', want: 'https://registry.example.com' },
  { input: 'https://registry.example.com:443/', want: 'https://registry.example.com' },
  { input: 'http://registry.example.com:80', want: 'http://registry.example.com' },
  { input: 'localhost:5000', want: 'https://localhost:5000' },
  { input: 'http://127.0.0.1:5000', want: 'http://127.0.0.1:5000' },
  { input: '[::1]:5000', want: 'https://[::1]:5000' },
  { input: 'https://registry.example.com/v2/', want: 'https://registry.example.com' },
  {
    input: 'https://host/artifactory/api/docker/key/',
    want: 'https://host/artifactory/api/docker/key',
  },
  { input: 'https://host//a///b', want: 'https://host/a/b' },
  { input: 'registry.example.com.', want: 'https://registry.example.com' },
  { input: 'docker.io', want: 'https://registry-1.docker.io' },
  { input: 'https://index.docker.io/v1/', want: 'https://registry-1.docker.io' },
  { input: 'http://docker.io', want: 'https://registry-1.docker.io' },
  { input: 'hub.docker.com', want: 'https://registry-1.docker.io' },
]) {
  test(`${input} becomes ${want}`, () => {
    const result = canonicalRegistryUrl(input);

    assert.equal(result.kind === 'registry-url' && result.url, want);
  });
}

test('the canonical form is stable', () => {
  const once = canonicalRegistryUrl('Host.example:5000//a/v2/');
  const twice = canonicalRegistryUrl(once.kind === 'registry-url' ? once.url : '');

  assert.deepEqual(twice, once);
});

for (const input of [
  '',
  '   ',
  'https://user:secret@registry.example.com',
  'https://@registry.example.com',
  'user@registry.example.com',
  'ftp://registry.example.com',
  'https://registry.example.com?x=1',
  'https://registry.example.com#x',
  'https://regi stry.example.com',
  'https://registry.example.com\\evil',
  'https://',
  'https://host:99999',
  'https://host/%2e%2e',
  `https://${'a'.repeat(2100)}`,
]) {
  test(`${JSON.stringify(input.slice(0, 40))} is refused`, () => {
    const result = canonicalRegistryUrl(input);

    assert.equal(result.kind, 'invalid');
    assert.ok(!JSON.stringify(result).includes('secret'));
  });
}
