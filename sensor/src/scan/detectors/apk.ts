// Alpine packages by the database of apk.
// https://wiki.alpinelinux.org/wiki/Apk_spec
import { joinPath } from '../layer-path.ts';
import {
  defineDetector,
  type FileReading,
  type Findings,
  type FoundPackage,
  type ImageFile,
  type ImageFiles,
} from './detector.ts';
import { isLanguageManifestPath } from './manifest-paths.ts';
import { licenseTexts, packageText } from './package-text.ts';

interface ApkPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  readonly origin: string;
  readonly licenses: readonly string[];
  readonly ownedManifests: readonly string[];
}

interface ApkData {
  readonly packages: readonly ApkPackage[];
}

/** The second since Alpine merged /lib into /usr/lib. */
const databasePaths = ['lib/apk/db/installed', 'usr/lib/apk/db/installed'];

/** It names every installed file: about 100 bytes each. */
const bytesMax = 32 * 1024 * 1024;

export const apkDetector = defineDetector<ApkData>({
  name: 'apk',
  version: 1,
  namedPaths: databasePaths,
  interest: (path) => (databasePaths.includes(path) ? { bytesMax } : undefined),
  read: (_path, body) => readDatabase(body.toString('utf8')),
  find: findPackages,
});

function findPackages(files: ImageFiles<ApkData>): Findings {
  return {
    packages: currentDatabases(files).flatMap((file) =>
      file.data.packages.map((one) => foundPackage(one, file.path)),
    ),
  };
}

/** Two databases at once are an old one that an upgrade left behind and the new one. */
function currentDatabases(files: ImageFiles<ApkData>): readonly ImageFile<ApkData>[] {
  const byPath = new Map<string, ImageFile<ApkData>>();
  for (const path of databasePaths) {
    const file = files.at(path);
    if (file !== undefined) byPath.set(file.path, file);
  }
  const top = Math.max(...[...byPath.values()].map((file) => file.layer));
  return [...byPath.values()].filter((file) => file.layer === top);
}

function foundPackage(one: ApkPackage, location: string): FoundPackage {
  return {
    type: 'apk',
    name: one.name,
    version: one.version,
    source: { name: one.origin, version: one.version },
    location,
    ownedManifests: one.ownedManifests,
    ...(one.architecture === undefined ? {} : { architecture: one.architecture }),
    ...(one.licenses.length === 0 ? {} : { licenses: one.licenses }),
  };
}

function readDatabase(text: string): FileReading<ApkData> {
  const packages = text.split(/\n\n+/).flatMap((stanza) => apkPackage(stanza.split('\n')) ?? []);
  if (packages.length === 0 && text.trim() !== '') {
    return { kind: 'invalid', reason: 'no package stanza' };
  }
  return { kind: 'data', data: { packages } };
}

function apkPackage(lines: readonly string[]): ApkPackage | undefined {
  const fields = new Map(lines.map((line) => [line.slice(0, 2), line.slice(2)]));
  const name = packageText(fields.get('P:'), 'name');
  const version = packageText(fields.get('V:'), 'version');
  if (name === undefined || version === undefined) return undefined;
  const architecture = packageText(fields.get('A:'), 'architecture');
  return {
    name,
    version,
    origin: packageText(fields.get('o:'), 'name') ?? name,
    licenses: licenseTexts([fields.get('L:')]),
    ownedManifests: ownedManifests(lines),
    ...(architecture === undefined ? {} : { architecture }),
  };
}

/** `F:` opens a folder, each `R:` after it is a file in it. */
function ownedManifests(lines: readonly string[]): readonly string[] {
  const manifests: string[] = [];
  let folder = '';
  for (const line of lines) {
    if (line.startsWith('F:')) folder = line.slice(2);
    if (!line.startsWith('R:')) continue;
    const path = joinPath(folder, line.slice(2));
    if (isLanguageManifestPath(path)) manifests.push(path);
  }
  return manifests;
}
