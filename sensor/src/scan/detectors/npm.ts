// Node packages by the package.json of each installed one. Lock files are not read: they say what was meant to be
// installed, not what is there.
import { defineDetector, type FileReading } from './detector.ts';
import { findListed } from './listed-packages.ts';
import { isNpmManifestPath } from './manifest-paths.ts';
import { licenseTexts, packageText } from './package-text.ts';
import { isRecord, parseJson } from './parse-json.ts';

interface NpmData {
  readonly name: string;
  readonly version: string;
  readonly licenses: readonly string[];
}

/** Some old ones carry their whole readme. */
const bytesMax = 2 * 1024 * 1024;

/**
 * pnpm installs hard links to files of its store, which are named by their hash: when the store stands first in the
 * archive, the content is there and node_modules has only links.
 */
const pnpmStoreFile = /\/v\d+\/files\/[0-9a-f]{2}\/[0-9a-f]{126}$/;

/** npm allows 214 characters; one optional scope, no further slash. */
const packageName = /^(?:@[^/@]+\/)?[^/@][^/]*$/;

/** The folder of a package itself, as npm lays it out; deeper ones hold test data and copies. */
const installedFolder = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/;

export const npmDetector = defineDetector<NpmData>({
  name: 'npm',
  version: 2,
  namedPaths: [],
  interest(path) {
    if (isNpmManifestPath(path)) return { bytesMax };
    return pnpmStoreFile.test(path) ? { bytesMax, onlyAsLinkTarget: true } : undefined;
  },
  read: readManifest,
  find: (files) => findListed('npm', files, (data) => [data]),
});

function readManifest(path: string, body: Buffer): FileReading<NpmData> {
  const manifest = parseJson(body);
  if (!isRecord(manifest)) {
    // Packages that read JSON bring broken ones along as test data.
    return installedFolder.test(path)
      ? { kind: 'invalid', reason: 'not a JSON object' }
      : { kind: 'nothing' };
  }
  const name = packageText(manifest['name'], 'name');
  const version = packageText(manifest['version'], 'version');
  if (name === undefined || version === undefined || !packageName.test(name)) {
    return { kind: 'nothing' };
  }
  if (manifest['private'] === true && !isInstalled(path)) return { kind: 'nothing' };
  return { kind: 'data', data: { name, version, licenses: licensesOf(manifest) } };
}

/** Debian's place for packages; it builds them from sources, which are often private. */
const debianFolder = 'usr/share/nodejs/';

/** An application that is never published may be called as somebody else's package is. */
function isInstalled(path: string): boolean {
  return `/${path}`.includes('/node_modules/') || path.startsWith(debianFolder);
}

/** `license` is a string or, in old packages, an object; `licenses` is older still. */
function licensesOf(manifest: Readonly<Record<string, unknown>>): readonly string[] {
  const older = manifest['licenses'];
  const all = [manifest['license'], ...(Array.isArray(older) ? older : [])];
  return licenseTexts(all.map((one) => (isRecord(one) ? one['type'] : one)));
}
