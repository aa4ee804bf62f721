// One installed rpm: from its header to what an inventory says of it, and which manifests of language packages are
// among its files.
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import { joinPath } from '../layer-path.ts';
import { isLanguageManifestPath } from './manifest-paths.ts';
import { licenseTexts, packageText } from './package-text.ts';
import { type RpmHeader, readRpmHeader, rpmTags } from './rpm-header.ts';

export interface RpmPackage {
  readonly name: string;
  /** `epoch:version-release`, without an epoch of zero. */
  readonly version: string;
  readonly architecture?: string;
  readonly source?: { readonly name: string; readonly version: string };
  readonly licenses?: readonly string[];
  readonly vendor?: string;
  readonly modularity?: string;
  readonly ownedManifests?: readonly string[];
}

/** The parts as an rpm names them, whatever they were read from. */
export interface RpmNaming {
  readonly name: unknown;
  readonly version: unknown;
  readonly epoch?: number | undefined;
  readonly architecture?: unknown;
  /** The file name of the source package. */
  readonly sourcePackage?: unknown;
  readonly vendor?: unknown;
  readonly modularity?: unknown;
}

/** What the file lists of one database may still cost; a hostile one could repeat a long folder without end. */
export interface FileListBudget {
  files: number;
  manifests: number;
  /** Something was left out. */
  isSpent: boolean;
}

export type RpmHeaderReading =
  | { readonly kind: 'package'; readonly package: RpmPackage }
  /** A public key, which rpm keeps among the packages. */
  | { readonly kind: 'key' }
  | { readonly kind: 'damaged' };

const textLengthMax = 256;

/** Longer paths are no manifests: those seen stay below 300. */
const ownedPathLengthMax = 1024;

/** A large desktop has half a million files, a large set of language packages some thousand manifests. */
export function fileListBudget(): FileListBudget {
  return { files: 1_000_000, manifests: 50_000, isSpent: false };
}

export function readRpmPackage(blob: Buffer, budget: FileListBudget): RpmHeaderReading {
  const header = readRpmHeader(blob);
  const name = header?.text(rpmTags.name);
  if (header === undefined) return { kind: 'damaged' };
  if (name === 'gpg-pubkey') return { kind: 'key' };
  const version = header.text(rpmTags.version);
  const release = header.text(rpmTags.release);
  const named = rpmPackage({
    name,
    version: version && release && `${version}-${release}`,
    epoch: header.integers(rpmTags.epoch, 1)[0],
    architecture: header.text(rpmTags.architecture),
    sourcePackage: header.text(rpmTags.sourcePackage),
    vendor: header.text(rpmTags.vendor),
    modularity: header.text(rpmTags.modularity),
  });
  if (named === undefined) return { kind: 'damaged' };
  const licenses = licenseTexts([header.text(rpmTags.license)]);
  const ownedManifests = manifestsAmong(header, budget);
  return {
    kind: 'package',
    package: {
      ...named,
      ...(licenses.length === 0 ? {} : { licenses }),
      ...(ownedManifests.length === 0 ? {} : { ownedManifests }),
    },
  };
}

export function rpmPackage(naming: RpmNaming): RpmPackage | undefined {
  const prefix = naming.epoch === undefined || naming.epoch === 0 ? '' : `${naming.epoch}:`;
  const name = packageText(naming.name, 'name');
  const bareVersion = packageText(naming.version, 'version');
  const version = packageText(bareVersion && prefix + bareVersion, 'version');
  if (name === undefined || version === undefined) return undefined;
  const architecture = packageText(naming.architecture, 'architecture');
  const source = sourceOf(naming.sourcePackage, prefix);
  const vendor = shownText(naming.vendor);
  const modularity = packageText(naming.modularity, 'version');
  return {
    name,
    version,
    ...(architecture === undefined ? {} : { architecture }),
    ...(source === undefined ? {} : { source }),
    ...(vendor === '' ? {} : { vendor }),
    ...(modularity === undefined ? {} : { modularity }),
  };
}

/** The file name has no epoch; every package built from one source has, in practice, the same. */
function sourceOf(fileName: unknown, epochPrefix: string) {
  const match = /^(.+)-([^-]+-[^-]+)\.(?:src|nosrc)\.rpm$/.exec(String(fileName ?? ''));
  const name = packageText(match?.[1], 'name');
  const version = packageText(match?.[2] && epochPrefix + match[2], 'version');
  return name === undefined || version === undefined ? undefined : { name, version };
}

function shownText(value: unknown): string {
  const text = typeof value === 'string' ? cleanText(value, textLengthMax) : '';
  return text === '(none)' ? '' : text;
}

function manifestsAmong(header: RpmHeader, budget: FileListBudget): readonly string[] {
  const manifests: string[] = [];
  for (const path of filePaths(header, budget)) {
    if (!isLanguageManifestPath(path)) continue;
    budget.manifests -= 1;
    budget.isSpent ||= budget.manifests < 0;
    if (budget.isSpent) break;
    manifests.push(path);
  }
  return manifests;
}

function* filePaths(header: RpmHeader, budget: FileListBudget): Iterable<string> {
  if (budget.isSpent) return;
  // One more than there may be, so that a list that was cut shows.
  const countMax = budget.files + 1;
  const baseNames = header.texts(rpmTags.baseNames, countMax);
  const folders = header.texts(rpmTags.folderNames, countMax);
  const folderIndexes = header.integers(rpmTags.folderIndexes, countMax);
  const wholePaths = header.texts(rpmTags.oldFileNames, countMax);
  budget.files -= baseNames.length + folders.length + wholePaths.length;
  budget.isSpent = budget.files < 0;
  for (const path of wholePaths) if (path.length <= ownedPathLengthMax) yield relative(path);
  for (const [index, baseName] of baseNames.entries()) {
    const folder = folders[folderIndexes[index] ?? -1];
    if (folder === undefined) continue;
    if (folder.length + baseName.length > ownedPathLengthMax) continue;
    yield joinPath(relative(folder), baseName);
  }
}

/** Folders are written as `/usr/lib/`. */
function relative(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
