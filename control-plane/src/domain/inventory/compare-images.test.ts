import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageFinding } from '../findings/finding-queries.ts';
import { compareImages } from './compare-images.ts';

function image(packages: readonly string[], findings: readonly string[]) {
  return {
    packages: packages.map((text) => {
      const [name = '', version = ''] = text.split('@');
      return { type: 'deb', name, version } as const;
    }),
    findings: findings.map((text): ImageFinding => {
      const [advisoryId = '', packageName = ''] = text.split(' ');
      return {
        ...{ advisoryId, packageName, ids: [advisoryId], sources: [], packageType: 'deb' },
        ...{ packageVersion: '1', purl: '', severity: 'high', severityOrigin: '' },
        ...{ status: 'no-fix', summary: '', layer: 0 },
      };
    }),
  };
}

test('findings are added, fixed or kept, whatever the version of their package', () => {
  const { findings } = compareImages(
    image([], ['CVE-1 ssl', 'CVE-2 ssl', 'CVE-2 zlib']),
    image([], ['CVE-2 ssl', 'CVE-3 ssl']),
  );

  const names = (list: readonly ImageFinding[]) =>
    list.map(({ advisoryId, packageName }) => `${advisoryId} ${packageName}`);
  assert.deepEqual(names(findings.added), ['CVE-3 ssl']);
  assert.deepEqual(names(findings.fixed), ['CVE-1 ssl', 'CVE-2 zlib']);
  assert.deepEqual(names(findings.kept), ['CVE-2 ssl']);
});

test('packages are added, removed or changed; equal ones are not told', () => {
  const { packages } = compareImages(
    image(['a@1', 'b@1', 'c@1', 'd@1', 'd@2'], []),
    image(['b@1', 'c@2', 'e@1', 'd@2'], []),
  );

  const type = 'deb';
  assert.deepEqual(packages, {
    added: [{ type, name: 'e', from: [], to: ['1'] }],
    removed: [{ type, name: 'a', from: ['1'], to: [] }],
    changed: [
      { type, name: 'c', from: ['1'], to: ['2'] },
      { type, name: 'd', from: ['1', '2'], to: ['2'] },
    ],
  });
});
