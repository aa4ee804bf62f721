// How each sample image is built, layer by layer, as a Dockerfile would say it. Data only; nothing is made here.
import type {
  ApkPackage,
  DpkgPackage,
  NpmPackage,
} from '@harborguard/shared/testing/image/package-files.ts';
import type { Compression } from '@harborguard/shared/testing/image/test-layer.ts';
import {
  alpinePackages,
  alpinePackagesUpgraded,
  builderAlpinePackages,
  debianPackages,
  debianPackagesUpgraded,
  minimalDebianPackages,
  npmPackages as npm,
} from './sample-packages.ts';

export type LayerStep =
  | { readonly kind: 'debian' | 'distroless'; readonly packages: readonly DpkgPackage[] }
  | { readonly kind: 'debian-upgrade'; readonly packages: readonly DpkgPackage[] }
  | { readonly kind: 'alpine' | 'alpine-upgrade'; readonly packages: readonly ApkPackage[] }
  | {
      readonly kind: 'npm';
      readonly packages: readonly NpmPackage[];
      /** Names of packages that an earlier layer installed. */
      readonly removed?: readonly string[];
    };

export interface SampleRecipe {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly steps: readonly LayerStep[];
  /** Built for arm64 too, with BuildKit's attestation. */
  readonly multiPlatform?: boolean;
  readonly compression?: Compression;
  readonly format?: 'oci' | 'docker';
}

const debian: LayerStep = { kind: 'debian', packages: debianPackages };
const alpine: LayerStep = { kind: 'alpine', packages: alpinePackages };
const worker: LayerStep = { kind: 'npm', packages: [npm.lodashOld, npm.minimistOld] };

export const sampleRecipes: readonly SampleRecipe[] = [
  {
    repository: 'shop/web',
    tags: ['1.4.0', 'latest'],
    steps: [debian, { kind: 'npm', packages: [npm.lodashOld, npm.minimistOld, npm.axiosOld] }],
  },
  {
    repository: 'shop/api',
    tags: ['2.0.1', 'stable'],
    format: 'docker',
    steps: [
      debian,
      { kind: 'npm', packages: [npm.nodeForge, npm.jsonwebtoken, npm.debug, npm.lodash] },
    ],
  },
  { repository: 'shop/worker', tags: ['0.8.0'], steps: [debian, worker] },
  {
    repository: 'shop/worker',
    tags: ['0.9.0', 'latest'],
    steps: [
      debian,
      worker,
      { kind: 'debian-upgrade', packages: debianPackagesUpgraded },
      { kind: 'npm', packages: [npm.lodash], removed: ['minimist'] },
    ],
  },
  { repository: 'platform/edge', tags: ['3.18', 'latest'], steps: [alpine], multiPlatform: true },
  {
    repository: 'platform/batch',
    tags: ['2024.1'],
    steps: [
      alpine,
      { kind: 'alpine-upgrade', packages: alpinePackagesUpgraded },
      { kind: 'npm', packages: [npm.axios, npm.semverOld] },
    ],
  },
  {
    repository: 'tools/builder',
    tags: ['7'],
    compression: 'zstd',
    steps: [
      { kind: 'alpine', packages: builderAlpinePackages },
      { kind: 'npm', packages: [npm.wordWrap, npm.semver, npm.minimist] },
    ],
  },
  {
    repository: 'tools/static',
    tags: ['1'],
    steps: [{ kind: 'distroless', packages: minimalDebianPackages }],
  },
];
