// PHP packages by what Composer says it has installed. composer.lock is not read: it says what was meant to be
// installed, not what is there.
// https://getcomposer.org/doc/
import { defineDetector, type FileReading } from './detector.ts';
import { dataWithinLimit, findListed } from './listed-packages.ts';
import { isComposerManifestPath } from './manifest-paths.ts';
import { licenseTexts, packageText } from './package-text.ts';
import { isRecord, parseJson } from './parse-json.ts';

interface PhpPackage {
  readonly name: string;
  readonly version: string;
  readonly licenses: readonly string[];
}

interface PhpData {
  readonly packages: readonly PhpPackage[];
}

/** Two to five KiB a package; a large shop has a few hundred. */
const bytesMax = 16 * 1024 * 1024;

/** Ten times the largest vendor folder seen. */
const packagesMax = 10_000;

export const phpDetector = defineDetector<PhpData>({
  name: 'php',
  version: 1,
  namedPaths: [],
  interest: (path) => (isComposerManifestPath(path) ? { bytesMax } : undefined),
  read: (_path, body) => readInstalled(parseJson(body)),
  find: (files) => findListed('composer', files, ({ packages }) => packages),
});

/** Composer 1 wrote the list itself, Composer 2 an object around it. */
function readInstalled(installed: unknown): FileReading<PhpData> {
  const listed = isRecord(installed) ? installed['packages'] : installed;
  if (!Array.isArray(listed)) return { kind: 'invalid', reason: 'no list of packages' };
  const packages = listed.slice(0, packagesMax).flatMap((one) => packageOf(one) ?? []);
  const limits = { entries: listed.length, limit: packagesMax, noun: 'packages' };
  return dataWithinLimit({ packages }, limits);
}

function packageOf(one: unknown): PhpPackage | undefined {
  if (!isRecord(one)) return undefined;
  const name = packageText(one['name'], 'name');
  const version = packageText(one['version'], 'version');
  if (name === undefined || version === undefined || !/^[^/]+\/[^/]+$/.test(name)) {
    return undefined;
  }
  const license = one['license'];
  return { name, version, licenses: licenseTexts(Array.isArray(license) ? license : [license]) };
}
