// Real images: the same packages as other scanners find, but for differences that are explained.
import { join } from 'node:path';
import { test } from 'node:test';
import { assertExplained } from '../support/accuracy/assert-explained.ts';
import { ourPackages } from '../support/accuracy/our-packages.ts';
import {
  fixtureImages,
  fixturesFolder,
  hasFixtures,
  noFixturesReason,
} from '../support/peer-images.ts';
import { missingPrograms, mustRun } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const missing = missingPrograms(['skopeo']);
const skip =
  missing.length > 0
    ? `not installed: ${missing.join(', ')}`
    : hasFixtures
      ? false
      : noFixturesReason;

/** Its image is for one other platform. */
const armImage = 'busybox-with-attestation-oci-archive.tar';

for (const [format, file] of fixtureImages) {
  test(`${file}: the packages of other scanners`, { skip }, async (t) => {
    const folder = temporaryFolder(t);
    const layout = join(folder, 'layout');
    const source = `${format}:${join(fixturesFolder, 'images', file)}`;
    // One platform: the other scanners take one as well.
    const platform = file === armImage ? ['--override-arch', 'arm64'] : [];
    await mustRun('skopeo', [...platform, 'copy', '--quiet', source, `oci:${layout}:latest`]);

    const ours = await ourPackages(layout);

    await assertExplained(t, ours, { image: file, layout, folder });
  });
}
