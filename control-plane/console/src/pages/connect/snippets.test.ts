import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sensorSnippets } from './snippets.ts';

const apiKey = 'hg_ak_0123';
const textOf = (controlPlaneUrl: string, id: string) =>
  sensorSnippets({ controlPlaneUrl, apiKey }).find((snippet) => snippet.id === id);

for (const url of ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080']) {
  test(`a container finds a control plane at ${url} in the network of the machine, and a pod is told that it cannot`, () => {
    assert.match(textOf(url, 'docker')?.text ?? '', /^ {2}--network host \\$/m);
    assert.match(textOf(url, 'compose')?.text ?? '', /^ {4}network_mode: host$/m);
    assert.match(textOf(url, 'helm')?.note ?? '', /address that the sensor reaches/);
  });
}

test('a control plane elsewhere is reached from a network of the container’s own', () => {
  for (const { text, note } of sensorSnippets({
    controlPlaneUrl: 'https://harborguard.example.com',
    apiKey,
  })) {
    assert.doesNotMatch(text, /network|PLAIN/i);
    assert.doesNotMatch(note, /address/);
  }
});

test('without a container the key goes into a file, and plain HTTP is allowed only where it must be', () => {
  const here = textOf('http://127.0.0.1:8080', 'npm')?.text ?? '';
  const away = textOf('http://hg.internal:8080', 'npm')?.text ?? '';

  assert.match(here, /^umask 077$/m);
  assert.match(here, /^printf '%s' hg_ak_0123 > /m);
  assert.match(here, /^npm run sensor$/m);
  assert.doesNotMatch(here, /PLAIN_HTTP/);
  assert.match(away, /^export HARBORGUARD_ALLOW_PLAIN_HTTP=true$/m);
});
