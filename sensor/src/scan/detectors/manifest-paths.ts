// Which paths describe an installed package of a programming language. Distro packages that own such a file own the
// language package too.
import { baseName, parentPath } from '../layer-path.ts';
import { isExecutablePath } from './executable-path.ts';
import { isJarPath } from './jar-path.ts';
import { isRuntimePath } from './runtime-rules.ts';

/** Distros and installers unpack packages to folders of their own too: `usr/share/nodejs`, `opt/yarn`. */
export function isNpmManifestPath(path: string): boolean {
  return baseName(path) === 'package.json';
}

/** Wheels have a folder `dist-info`; what came before them a folder or file `egg-info`, or an egg of its own. */
export function isPythonManifestPath(path: string): boolean {
  const folder = baseName(parentPath(path));
  switch (baseName(path)) {
    case 'METADATA':
      return folder.endsWith('.dist-info');
    case 'PKG-INFO':
      return folder.endsWith('.egg-info') || folder === 'EGG-INFO';
    default:
      return path.endsWith('.egg-info');
  }
}

/** Gems that come with Ruby are in a folder of their own below the others. */
export function isGemManifestPath(path: string): boolean {
  return /(?:^|\/)specifications\/(?:default\/)?[^/]+\.gemspec$/.test(path);
}

/** The folder of all packages is usually, but need not be, called `vendor`. */
export function isComposerManifestPath(path: string): boolean {
  return /(?:^|\/)composer\/installed\.json$/.test(path);
}

export function isDotnetManifestPath(path: string): boolean {
  return path.endsWith('.deps.json');
}

const manifestRules: readonly ((path: string) => boolean)[] = [
  isNpmManifestPath,
  isPythonManifestPath,
  isGemManifestPath,
  isComposerManifestPath,
  isDotnetManifestPath,
  isJarPath,
  isRuntimePath,
  isExecutablePath,
];

export function isLanguageManifestPath(path: string): boolean {
  return manifestRules.some((isManifest) => isManifest(path));
}
