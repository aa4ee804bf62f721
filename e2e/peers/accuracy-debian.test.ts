// Real Debian root file systems: the same packages as dpkg-query finds, with their architecture and source, and the same
// as other scanners find, but for differences that are explained.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertExplained } from '../support/accuracy/assert-explained.ts';
import { ourPackages } from '../support/accuracy/our-packages.ts';
import { debianRoot } from '../support/debian-root.ts';
import { makeOciLayout } from '../support/oci-layout.ts';
import { missingPrograms } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const missing = missingPrograms(['mmdebstrap', 'dpkg-query', 'tar']);
const skip = missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;

const roots: readonly (readonly [release: string, include: readonly string[]])[] = [
  ['bookworm', []],
  ['trixie', []],
  // Packages of languages that belong to Debian packages.
  ['bookworm', ['nodejs', 'node-lodash', 'python3-requests', 'ruby-rack', 'libcommons-io-java']],
];

for (const [release, include] of roots) {
  const what = [release, ...include].join(' with ');
  test(`${what}: the packages of dpkg-query, and those of other scanners`, { skip }, async (t) => {
    const root = await debianRoot(release, include);
    const folder = temporaryFolder(t);
    const layout = join(folder, 'layout');
    await makeOciLayout(layout, 'latest', [root.archive]);

    const ours = await ourPackages(layout);

    const debs = ours.filter(({ type }) => type === 'deb');
    const lines = debs.map(({ name, version, architecture, source }) =>
      [name, version, architecture, source?.name, source?.version].join(' '),
    );
    assert.deepEqual(lines.toSorted(), root.described);
    const unowned = ours.filter(({ type, ownedBy }) => type !== 'deb' && ownedBy === undefined);
    assert.deepEqual(
      unowned.map(({ key, path }) => `${key} (${path})`),
      [],
      'everything in such a root was brought by a Debian package',
    );
    await assertExplained(t, ours, { image: what, layout, folder });
  });
}
