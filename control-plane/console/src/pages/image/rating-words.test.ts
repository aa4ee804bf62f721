import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ratingWords } from './rating-words.ts';

for (const [severityOrigin, score, words] of [
  ['CVSS:3.1', 9.8, '9.8, CVSS 3.1'],
  ['CVSS:3.1 via CVE-2024-1', 7.5, '7.5, CVSS 3.1, of CVE-2024-1'],
  ['Debian', undefined, 'rated by Debian'],
  ['none', undefined, 'nobody rated it'],
] as const) {
  test(`a severity of ${severityOrigin} is told as ${words}`, () => {
    const finding = score === undefined ? { severityOrigin } : { severityOrigin, score };

    assert.equal(ratingWords(finding), words);
  });
}
