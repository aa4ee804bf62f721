// Bodies that are not what the API promises: every shape of JSON where a list, a manifest or a token should be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { attack, http, startRawServer, startVictim } from './hostile-rig.ts';

const wrongTypes = ['null', 'true', '0', '-1', '1e999', '"text"', '[]', '{}', '[[]]', '[null]'];

/** A field of every wrong type, for the fields that are read. */
const confused = wrongTypes.map(
  (value) =>
    `{"repositories":${value},"tags":${value},"token":${value},"access_token":${value},` +
    `"expires_in":${value},"schemaVersion":${value},"mediaType":${value},"config":${value},` +
    `"layers":${value},"manifests":${value}}`,
);

const strange: Readonly<Record<string, string | Buffer>> = {
  'an empty body': '',
  'a blank': ' ',
  'half a document': '{"repositories":["a","b',
  'two documents': '{"tags":["a"]}{"tags":["b"]}',
  'rubbish behind it': '{"tags":["a"]}<html>',
  'a page': '<!doctype html><title>Sign in</title>',
  'a comment': '/* */{"tags":[]}',
  'single quotes': "{'tags':['a']}",
  NaN: '{"tags":NaN}',
  'a mark of byte order': '\ufeff{"tags":["a"],"repositories":["a"]}',
  'UTF-16': Buffer.from('{"tags":["a"]}', 'utf16le'),
  'broken UTF-8': Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  'a lone surrogate': '{"tags":["\\ud800"],"repositories":["\\ud800"],"token":"\\ud800"}',
  'a million brackets': '['.repeat(1_000_000),
  'a million objects in each other': '{"tags":'.repeat(300_000),
  'a list of lists of lists': `{"tags":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
  'keys of the language': '{"__proto__":{"tags":["x"]},"constructor":{"prototype":{"tags":[]}}}',
  'the same key many times': `{${'"tags":["a"],'.repeat(50_000)}"tags":["b"]}`,
  'names of all types': '{"tags":[null,1,true,{},[],"ok"],"repositories":[null,1,true,{},[],"ok"]}',
  'names that lead elsewhere':
    '{"tags":["../../x","..","%2e%2e"],"repositories":["../admin","a/../b","//evil.test"]}',
  'names with line breaks': '{"tags":["a\\r\\nX: y"],"repositories":["a\\r\\nX: y"]}',
  'names with a null': '{"tags":["a\\u0000b"],"repositories":["a\\u0000b"]}',
  'a name of a megabyte': `{"tags":["${'a'.repeat(1_000_000)}"],"repositories":["${'a'.repeat(1_000_000)}"]}`,
  'names that differ by nothing': JSON.stringify({
    tags: Array.from({ length: 100_000 }, () => 'a'),
    repositories: Array.from({ length: 100_000 }, () => 'a'),
  }),
  'a token with line breaks': '{"token":"a\\r\\nX-Evil: y"}',
  'a token of a megabyte': `{"token":"${'a'.repeat(1_000_000)}"}`,
  'an empty token': '{"token":"","access_token":""}',
  'a token that never expires': '{"token":"t","expires_in":1e308}',
  'a token that has expired':
    '{"token":"t","expires_in":-1e308,"issued_at":"1970-01-01T00:00:00Z"}',
  'more than a list may have': `{"tags":["a"]${' '.repeat(5 * 1024 * 1024)}}`,
};

const bodies = [
  ...confused.map((body, at) => ({ label: `fields of the type ${wrongTypes[at]}`, body })),
  ...wrongTypes.map((body) => ({ label: `${body} alone`, body })),
  ...Object.entries(strange).map(([label, body]) => ({ label, body })),
];

test('no body takes the sensor down', { concurrency: 8 }, async (t) => {
  const operations = ['repositories', 'tags', 'resolve', 'manifest', 'probe'] as const;
  const runs = bodies.flatMap(({ label, body }) => [
    ...operations.map((operation) =>
      t.test(`${operation} answered with ${label}`, async (t) => {
        const server = await startRawServer(t, (socket) => {
          const types = 'application/vnd.oci.image.manifest.v1+json';
          socket.write(http(200, { 'content-type': types }, body));
        });

        await attack(startVictim(t, server.origin, systemClock), operation);
      }),
    ),
    t.test(`a denial with ${label}`, async (t) => {
      const server = await startRawServer(t, (socket) => void socket.write(http(403, {}, body)));

      assert.notEqual(await attack(startVictim(t, server.origin, systemClock), 'manifest'), 'done');
    }),
    t.test(`a token service that answers ${label}`, async (t) => {
      const server = await startRawServer(t, (socket, head, { origin }) => {
        const isToken = head.startsWith('GET /token');
        const challenge = { 'www-authenticate': `Bearer realm="${origin}/token"` };
        socket.write(isToken ? http(200, {}, body) : http(401, challenge));
      });

      const code = await attack(startVictim(t, server.origin, systemClock), 'tags');

      assert.notEqual(code, 'done');
      assert.ok(server.requests.every((head) => !/^x-evil:/im.test(head)));
    }),
  ]);
  await Promise.all(runs);
});

test('names that lead elsewhere are never part of an address', async (t) => {
  const server = await startRawServer(
    t,
    (socket) => void socket.write(http(200, {}, String(strange['names that lead elsewhere']))),
  );
  const { provider } = startVictim(t, server.origin, systemClock);
  const { signal } = new AbortController();

  for await (const page of provider.repositories({ signal })) {
    assert.deepEqual(page.repositories, []);
  }
  for await (const tags of provider.tags('team/app', { signal })) assert.deepEqual(tags, []);
  assert.ok(server.requests.every((head) => !head.includes('..') && !head.includes('%2e')));
});
