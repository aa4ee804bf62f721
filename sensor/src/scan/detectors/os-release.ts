// Which distribution an image is made from.
// https://www.freedesktop.org/software/systemd/man/latest/os-release.html
import type { Distro } from '@harborguard/shared/protocol/inventory.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import { defineDetector, type FileReading, type Findings, type ImageFiles } from './detector.ts';

type OsReleaseData =
  | { readonly kind: 'os-release'; readonly distro: Distro }
  | { readonly kind: 'version'; readonly text: string };

/** By the specification: the first that exists counts. */
const osReleasePaths = ['etc/os-release', 'usr/lib/os-release'];

/** Older and hand-made images have only these; the file says the version, its name the distribution. */
const versionFiles: Readonly<Record<string, string>> = {
  'etc/alpine-release': 'alpine',
  'etc/debian_version': 'debian',
};

/** Fedora and its kin keep one for each edition and link to the right one. */
const variantPath = /^usr\/lib\/(?:os\.release\.d\/[^/]+|os-release[^/]*)$/;

const bytesMax = 64 * 1024;

export const osReleaseDetector = defineDetector<OsReleaseData>({
  name: 'os-release',
  version: 1,
  namedPaths: [...osReleasePaths, ...Object.keys(versionFiles)],
  interest(path) {
    const isWanted =
      osReleasePaths.includes(path) || Object.hasOwn(versionFiles, path) || variantPath.test(path);
    return isWanted ? { bytesMax, keepsLinks: true } : undefined;
  },
  read(path, body) {
    const text = body.toString('utf8');
    return Object.hasOwn(versionFiles, path) ? readVersion(text) : readOsRelease(text);
  },
  find: findDistro,
});

function findDistro(files: ImageFiles<OsReleaseData>): Findings {
  for (const path of osReleasePaths) {
    const found = files.at(path)?.data;
    if (found?.kind === 'os-release') return { packages: [], distro: found.distro };
  }
  for (const [path, id] of Object.entries(versionFiles)) {
    const found = files.at(path)?.data;
    if (found?.kind === 'version') return { packages: [], distro: distroOf(id, found.text) };
  }
  return { packages: [] };
}

function distroOf(id: string, version: string): Distro {
  // Testing releases of Debian write `trixie/sid`.
  return /^\d/.test(version)
    ? { id, idLike: [], versionId: version }
    : { id, idLike: [], prettyName: `${id} ${version}` };
}

function readVersion(text: string): FileReading<OsReleaseData> {
  const version = cleanText(text, 128);
  return version === ''
    ? { kind: 'nothing' }
    : { kind: 'data', data: { kind: 'version', text: version } };
}

function readOsRelease(text: string): FileReading<OsReleaseData> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], unquoted((match[2] ?? '').trim()));
  }
  if (values.size === 0) return { kind: 'invalid', reason: 'no assignments' };
  return { kind: 'data', data: { kind: 'os-release', distro: distroFrom(values) } };
}

function distroFrom(values: ReadonlyMap<string, string>): Distro {
  const field = (name: string, length: number) => cleanText(values.get(name) ?? '', length);
  const versionId = field('VERSION_ID', 128);
  const versionCodename = field('VERSION_CODENAME', 128);
  const prettyName = field('PRETTY_NAME', 256);
  const cpeName = field('CPE_NAME', 256);
  const idLike = (values.get('ID_LIKE') ?? '').split(/\s+/).filter((id) => id !== '');
  return {
    // The specification's default when ID is missing.
    id: field('ID', 128) || 'linux',
    idLike: idLike.slice(0, 16).map((id) => cleanText(id, 128)),
    ...(versionId === '' ? {} : { versionId }),
    ...(versionCodename === '' ? {} : { versionCodename }),
    ...(prettyName === '' ? {} : { prettyName }),
    ...(cpeName === '' ? {} : { cpeName }),
  };
}

/** Values are shell words: bare, in single quotes as they are, in double quotes with backslash escapes. */
function unquoted(value: string): string {
  const quote = value[0];
  if (quote === "'" && value.endsWith("'")) return value.slice(1, -1);
  const inner = quote === '"' && value.endsWith('"') ? value.slice(1, -1) : value;
  return inner.replace(/\\(.)/g, '$1');
}
