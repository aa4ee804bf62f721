// The files by which a distribution or npm says what is installed, written as the real tools write them.
import type { LayerEntry } from './layer-tar.ts';

export interface DpkgPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  /** Of the source package, where it differs: `openssl`, or `gcc-12 (12.2.0-14)`. */
  readonly source?: string;
  /** Absent: `install ok installed`. */
  readonly status?: string;
}

export interface ApkPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  readonly origin?: string;
  readonly license?: string;
  /** Paths it owns, without a leading slash. */
  readonly files?: readonly string[];
}

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

export interface OsRelease {
  readonly id: string;
  readonly versionId?: string;
  readonly codename?: string;
  readonly prettyName?: string;
  readonly idLike?: string;
}

export const debianBookworm: OsRelease = {
  id: 'debian',
  versionId: '12',
  codename: 'bookworm',
  prettyName: 'Debian GNU/Linux 12 (bookworm)',
};

export const alpine318: OsRelease = {
  id: 'alpine',
  versionId: '3.18.12',
  prettyName: 'Alpine Linux v3.18',
};

/** `/etc/os-release` as a link to `/usr/lib/os-release`, the way both distributions ship it. */
export function osRelease(release: OsRelease): readonly LayerEntry[] {
  const lines = [
    release.prettyName === undefined ? undefined : `PRETTY_NAME="${release.prettyName}"`,
    release.versionId === undefined ? undefined : `VERSION_ID="${release.versionId}"`,
    release.codename === undefined ? undefined : `VERSION_CODENAME=${release.codename}`,
    `ID=${release.id}`,
    release.idLike === undefined ? undefined : `ID_LIKE="${release.idLike}"`,
  ];
  const content = `${lines.filter((line) => line !== undefined).join('\n')}\n`;
  return [
    { path: 'usr/lib/os-release', content },
    { path: 'etc/os-release', type: 'symlink', target: '../usr/lib/os-release' },
  ];
}

export function dpkgStatus(packages: readonly DpkgPackage[]): LayerEntry {
  return { path: 'var/lib/dpkg/status', content: packages.map(dpkgStanza).join('\n') };
}

/** The layout of distroless images: one stanza a file, without a Status line. */
export function dpkgStatusFolder(packages: readonly DpkgPackage[]): readonly LayerEntry[] {
  return packages.map((one) => ({
    path: `var/lib/dpkg/status.d/${one.name}`,
    content: dpkgStanza(one).replace(/^Status: .*\n/m, ''),
  }));
}

export function apkInstalled(packages: readonly ApkPackage[]): LayerEntry {
  return { path: 'lib/apk/db/installed', content: packages.map(apkStanza).join('') };
}

/** What npm leaves of an installed package under `folder`, usually `…/node_modules`. */
export function npmPackage(one: NpmPackage, folder = 'app/node_modules'): readonly LayerEntry[] {
  const root = `${folder}/${one.name}`;
  const description = {
    name: one.name,
    version: one.version,
    license: one.license ?? 'MIT',
    main: 'index.js',
  };
  return [
    { path: `${root}/package.json`, content: `${JSON.stringify(description, null, 2)}\n` },
    { path: `${root}/index.js`, content: "'use strict';\n" },
  ];
}

function dpkgStanza(one: DpkgPackage): string {
  const lines = [
    `Package: ${one.name}`,
    `Status: ${one.status ?? 'install ok installed'}`,
    'Priority: optional',
    'Section: libs',
    'Installed-Size: 512',
    'Maintainer: Debian Maintainers <maintainers@example.org>',
    `Architecture: ${one.architecture ?? 'amd64'}`,
    'Multi-Arch: same',
    ...(one.source === undefined ? [] : [`Source: ${one.source}`]),
    `Version: ${one.version}`,
    `Description: ${one.name}`,
    ' A continuation line, as real descriptions have.',
    ' .',
    ' Version: 0 is text here, not a field.',
  ];
  return `${lines.join('\n')}\n`;
}

function apkStanza(one: ApkPackage): string {
  const lines = [
    'C:Q1eVpkasfqZAukAXFYbgwt4xAMZWU=',
    `P:${one.name}`,
    `V:${one.version}`,
    `A:${one.architecture ?? 'x86_64'}`,
    'S:4096',
    'I:8192',
    `T:${one.name}`,
    'U:https://alpinelinux.org/',
    `L:${one.license ?? 'MIT'}`,
    `o:${one.origin ?? one.name}`,
    ...(one.files ?? []).flatMap(apkFile),
  ];
  return `${lines.join('\n')}\n\n`;
}

function apkFile(path: string): readonly string[] {
  const cut = path.lastIndexOf('/');
  return [`F:${path.slice(0, Math.max(cut, 0))}`, `R:${path.slice(cut + 1)}`, 'a:0:0:755'];
}
