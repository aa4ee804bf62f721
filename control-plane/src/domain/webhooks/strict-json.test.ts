import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStrictJson } from './strict-json.ts';

function read(text: string) {
  const json = parseStrictJson(Buffer.from(text));
  return json.kind === 'json' ? json.value : json.reason;
}

test('a name twice in one object is refused, in whatever depth and spelling', () => {
  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"x":[{"y":{"a":1,"b":2,"a":3}}]}',
    '[{"a":[],"a":{}}]',
    '{"a:":1,"a:":2}',
    '{"__proto__":1,"__proto__":2}',
  ]) {
    assert.equal(read(text), 'duplicate-names', text);
  }
});

test('one name in several objects, and text that looks like names, is fine', () => {
  for (const text of [
    '{"a":{"a":1},"b":[{"a":2},{"a":3}]}',
    '{"a":"\\"a\\":1","b":"{\\"b\\":","c":"a"}',
    '["a","a",{"b":"a:a"}]',
    '{"a":"b","b":"a"}',
  ]) {
    assert.deepEqual(read(text), JSON.parse(text));
  }
});

test('what is no JSON document of an object or a list is refused', () => {
  for (const text of [
    '',
    '{',
    '1',
    '"a"',
    'null',
    '{"a":1}x',
    "{'a':1}",
    `${'['.repeat(100_000)}`,
  ]) {
    assert.equal(read(text), 'not-json', text.slice(0, 20));
  }
  assert.equal(parseStrictJson(Buffer.from([0x7b, 0xff, 0x7d])).kind, 'invalid');
  assert.equal(read('['.repeat(65) + ']'.repeat(65)), 'not-json');
});

test('a text as long as a body may be is read quickly', () => {
  const text = JSON.stringify({ a: '\\"'.repeat(60_000) });

  assert.deepEqual(read(text), JSON.parse(text));
});
