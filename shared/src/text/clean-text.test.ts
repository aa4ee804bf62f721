import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText } from './clean-text.ts';

const cases = [
  { name: 'plain text stays as it is', text: 'RUN apt-get install', want: 'RUN apt-get install' },
  { name: 'control characters become one space', text: 'a\u001b[31m\r\nb', want: 'a [31m b' },
  { name: 'direction overrides are removed', text: 'x\u202egpj.exe', want: 'x gpj.exe' },
  { name: 'text is cut at the limit', text: 'a'.repeat(50), want: 'a'.repeat(20) },
  {
    name: 'a surrogate pair is not cut in two',
    text: `${'a'.repeat(19)}\u{1f433}`,
    want: 'a'.repeat(19),
  },
];

for (const { name, text, want } of cases) {
  test(name, () => assert.equal(cleanText(text, 20), want));
}
