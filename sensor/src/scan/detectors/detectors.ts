// The detectors of this version. A path belongs to the first that wants it.
import { hash } from 'node:crypto';
import { apkDetector } from './apk.ts';
import type { Detector } from './detector.ts';
import { dotnetDetector } from './dotnet.ts';
import { dpkgDetector } from './dpkg.ts';
import { goDetector } from './go.ts';
import { javaDetector } from './java.ts';
import { npmDetector } from './npm.ts';
import { osReleaseDetector } from './os-release.ts';
import { phpDetector } from './php.ts';
import { pythonDetector } from './python.ts';
import { rpmDetector } from './rpm.ts';
import { rubyDetector } from './ruby.ts';
import { runtimeDetector } from './runtime.ts';
import { rustDetector } from './rust.ts';

export const detectors: readonly Detector[] = [
  osReleaseDetector,
  dpkgDetector,
  apkDetector,
  rpmDetector,
  npmDetector,
  pythonDetector,
  rubyDetector,
  phpDetector,
  dotnetDetector,
  javaDetector,
  runtimeDetector,
  goDetector,
  rustDetector,
];

/** Raised when reading or merging layers, or what is observed in passing, changes in a way that could change an inventory. */
const scannerVersion = 2;

/** Facts and inventories of another analyzer version are read anew. */
export const analyzerVersion = analyzerVersionOf(scannerVersion, detectors);

export function analyzerVersionOf(scanner: number, all: readonly Detector[]): string {
  const parts = all.map(({ name, version }) => `${name}.${version}`);
  return `${scanner}-${hash('sha256', parts.join(' ')).slice(0, 16)}`;
}
