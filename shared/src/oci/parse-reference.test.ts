import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatReference, parseReference } from './parse-reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

for (const { text, want } of [
  { text: 'nginx', want: 'docker.io/library/nginx:latest' },
  { text: 'nginx:1.25', want: 'docker.io/library/nginx:1.25' },
  { text: 'team/app', want: 'docker.io/team/app:latest' },
  { text: 'localhost', want: 'docker.io/library/localhost:latest' },
  { text: 'example.com', want: 'docker.io/library/example.com:latest' },
  { text: 'localhost/app', want: 'localhost/app:latest' },
  { text: 'localhost:5000/app:v1', want: 'localhost:5000/app:v1' },
  { text: 'index.docker.io/nginx', want: 'docker.io/library/nginx:latest' },
  { text: 'docker.io/nginx', want: 'docker.io/library/nginx:latest' },
  { text: 'r.example:5000/a/b-c__d.e/f:Tag_1.0', want: 'r.example:5000/a/b-c__d.e/f:Tag_1.0' },
  { text: '[::1]:5000/app', want: '[::1]:5000/app:latest' },
  { text: `app@${digest}`, want: `docker.io/library/app@${digest}` },
  { text: `r.example/app:v1@${digest}`, want: `r.example/app:v1@${digest}` },
  { text: 'UPPER/app', want: 'UPPER/app:latest' },
]) {
  test(`${text} means ${want}`, () => {
    const parsed = parseReference(text);

    assert.equal(parsed.kind, 'reference');
    assert.equal(parsed.kind === 'reference' && formatReference(parsed), want);
  });
}

for (const { name, text } of [
  { name: 'an empty text', text: '' },
  { name: 'a bare hash', text: 'a'.repeat(64) },
  { name: 'an uppercase repository', text: 'r.example/App' },
  { name: 'a scheme', text: 'https://r.example/app' },
  { name: 'an empty tag', text: 'app:' },
  { name: 'a tag of 129 characters', text: `app:${'t'.repeat(129)}` },
  { name: 'a short digest', text: 'app@sha256:abc' },
  { name: 'two digests', text: `app@${digest}@${digest}` },
  { name: 'a path that climbs', text: 'r.example/../app' },
  { name: 'a double slash', text: 'r.example//app' },
  { name: 'a trailing slash', text: 'r.example/app/' },
  { name: 'three underscores', text: 'a___b' },
  { name: 'a query', text: 'r.example/app?x=1' },
  { name: 'user information', text: 'user:pw@r.example/app' },
  { name: 'a name over 255 characters', text: `r.example/${'a'.repeat(250)}` },
  { name: 'a line break', text: 'app:v1\nx' },
]) {
  test(`${name} is refused`, () => assert.equal(parseReference(text).kind, 'invalid'));
}

test('host and repository may have 255 characters together', () => {
  assert.equal(parseReference(`r.example/${'a'.repeat(245)}`).kind, 'reference');
});

test('a long hostile name is judged at once', () => {
  assert.equal(parseReference(`r.example/${'a-'.repeat(120)}!`).kind, 'invalid');
});
