import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageSourceText } from './image-source-text.ts';

for (const [text, form, path] of [
  ['oci-layout:/a b/c', 'oci-layout', '/a b/c'],
  ['oci-archive:image', 'oci-archive', 'image'],
  ['docker-archive:../image.tar', 'docker-archive', '../image.tar'],
  ['/srv/image', 'any', '/srv/image'],
  ['./image', 'any', './image'],
  ['../image', 'any', '../image'],
  ['.', 'any', '.'],
  ['image.tar', 'any', 'image.tar'],
] as const) {
  test(`${text} is a file or folder`, () => {
    assert.deepEqual(imageSourceText(text), { kind: 'archive', form, path });
  });
}

for (const reference of [
  'alpine',
  'alpine:3.18',
  'localhost:5000/a/b@sha256:00',
  'a.tar:1',
  'oci/x',
]) {
  test(`${reference} is an image in a registry`, () => {
    assert.deepEqual(imageSourceText(reference), { kind: 'registry', reference });
  });
}
