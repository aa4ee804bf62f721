// Debian packages by the database of dpkg, or by the single files that distroless images have in its place.
// https://man7.org/linux/man-pages/man5/deb-control.5.html
import { baseName, parentPath } from '../layer-path.ts';
import {
  defineDetector,
  type FileReading,
  type Findings,
  type FoundPackage,
  type ImageFile,
  type ImageFiles,
} from './detector.ts';
import { isLanguageManifestPath } from './manifest-paths.ts';
import { packageText } from './package-text.ts';

interface DpkgPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  readonly source: { readonly name: string; readonly version: string };
}

type DpkgData =
  | { readonly kind: 'packages'; readonly packages: readonly DpkgPackage[] }
  | { readonly kind: 'owned'; readonly manifests: readonly string[] };

const statusPath = 'var/lib/dpkg/status';
/** dpkg's backup; within an archive the database may be written as a hard link to it. */
const backupPath = 'var/lib/dpkg/status-old';
const statusFolder = 'var/lib/dpkg/status.d';
const infoFolder = 'var/lib/dpkg/info';

/** A Debian with ten thousand packages has a database of about 15 MiB. */
const bytesMax = 32 * 1024 * 1024;

/** What `dpkg-query -l` would not call there: no files of it are installed. */
const absentStates = ['not-installed', 'config-files'];

export const dpkgDetector = defineDetector<DpkgData>({
  name: 'dpkg',
  version: 1,
  namedPaths: [statusPath, statusFolder, infoFolder],
  interest(path) {
    if (path === statusPath) return { bytesMax };
    if (path === backupPath) return { bytesMax, onlyAsLinkTarget: true };
    const folder = parentPath(path);
    const isStatusPart = folder === statusFolder && !path.endsWith('.md5sums');
    const isFileList = folder === infoFolder && path.endsWith('.list');
    return isStatusPart || isFileList ? { bytesMax } : undefined;
  },
  read(path, body) {
    const text = body.toString('utf8');
    return parentPath(path) === infoFolder ? readFileList(text) : readStatus(text);
  },
  find: findPackages,
});

function findPackages(files: ImageFiles<DpkgData>): Findings {
  const owned = ownedManifests(files);
  const packages: FoundPackage[] = [];
  for (const file of databaseFiles(files)) {
    if (file.data.kind !== 'packages') continue;
    for (const one of file.data.packages) {
      const manifests = owned.get(one.name) ?? owned.get(`${one.name}:${one.architecture}`);
      packages.push({
        type: 'deb',
        ...one,
        location: file.path,
        ...(manifests === undefined ? {} : { ownedManifests: manifests }),
      });
    }
  }
  return { packages };
}

function databaseFiles(files: ImageFiles<DpkgData>): readonly ImageFile<DpkgData>[] {
  const status = files.at(statusPath);
  const folder = files.resolve(statusFolder);
  const parts = [...files.all()].filter((file) => parentPath(file.path) === folder);
  return status === undefined ? parts : [status, ...parts];
}

/** By the name of the list: the package, with its architecture where several may be installed at once. */
function ownedManifests(files: ImageFiles<DpkgData>): ReadonlyMap<string, readonly string[]> {
  const owned = new Map<string, readonly string[]>();
  for (const file of files.all()) {
    if (file.data.kind === 'owned') {
      owned.set(baseName(file.path).slice(0, -'.list'.length), file.data.manifests);
    }
  }
  return owned;
}

function readFileList(text: string): FileReading<DpkgData> {
  const manifests = text
    .split('\n')
    .map((line) => line.replace(/^\/+/, ''))
    .filter(isLanguageManifestPath);
  return manifests.length === 0
    ? { kind: 'nothing' }
    : { kind: 'data', data: { kind: 'owned', manifests } };
}

function readStatus(text: string): FileReading<DpkgData> {
  const stanzas = text.split(/\n[ \t]*\n+/).map(stanzaFields);
  const described = stanzas.filter((fields) => fields.has('Package'));
  if (described.length === 0 && text.trim() !== '') {
    return { kind: 'invalid', reason: 'no package stanza' };
  }
  const packages = described.flatMap((fields) => dpkgPackage(fields) ?? []);
  return { kind: 'data', data: { kind: 'packages', packages } };
}

function stanzaFields(stanza: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of stanza.split('\n')) {
    const colon = line.indexOf(':');
    const isContinuation = line.startsWith(' ') || line.startsWith('\t');
    if (isContinuation || colon < 1) continue;
    const name = line.slice(0, colon);
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

function dpkgPackage(fields: ReadonlyMap<string, string>): DpkgPackage | undefined {
  const name = packageText(fields.get('Package'), 'name');
  const version = packageText(fields.get('Version'), 'version');
  const state = fields.get('Status')?.split(/\s+/)[2];
  if (name === undefined || version === undefined) return undefined;
  if (state !== undefined && absentStates.includes(state)) return undefined;
  const architecture = packageText(fields.get('Architecture'), 'architecture');
  return {
    name,
    version,
    source: sourceOf(fields.get('Source'), { name, version }),
    ...(architecture === undefined ? {} : { architecture }),
  };
}

/** `Source: glibc (2.36-9)`; what is not said is the same as of the binary package. */
function sourceOf(written: string | undefined, binary: { name: string; version: string }) {
  const match = /^(\S+)(?:\s+\(([^)\s]+)\))?$/.exec(written ?? '');
  return {
    name: packageText(match?.[1], 'name') ?? binary.name,
    version: packageText(match?.[2], 'version') ?? binary.version,
  };
}
