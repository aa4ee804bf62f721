// An image whose inventory is large and does not compress: what fills an outbox with two results.
import {
  debianBookworm,
  dpkgStatus,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import { makeImage, type TestImage } from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import type { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';

const packages = 50_000;
/** Random bytes in each version, as long as one may be; beside them compression leaves little. */
const versionBytes = 180;

/** Some 10 MiB of inventory on the wire. */
export async function bulkyImage(random: SeededRandom): Promise<TestImage> {
  const installed = Array.from({ length: packages }, (_, index) => ({
    name: `package-${index}`,
    version: `1.0+${randomLetters(random)}`,
  }));
  const layer = await makeLayer([...osRelease(debianBookworm), dpkgStatus(installed)]);
  return makeImage({ layers: [layer] });
}

function randomLetters(random: SeededRandom): string {
  const text = Buffer.from(random.bytes(versionBytes)).toString('base64');
  return text.replaceAll('/', 'a').replaceAll('+', 'b').replaceAll('=', 'c');
}
