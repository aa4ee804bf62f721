// From recipes to images. A step that several images begin with is made once, so they share its layer.
import { attestationImage } from '@harborguard/shared/testing/image/attestation-image.ts';
import { type LayerEntry, whiteout } from '@harborguard/shared/testing/image/layer-tar.ts';
import {
  alpine318,
  apkInstalled,
  debianBookworm,
  dpkgStatus,
  dpkgStatusFolder,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import {
  linuxAmd64,
  linuxArm64,
  makeImage,
  makeIndex,
  type TestImage,
  type TestIndex,
  type TestPlatform,
} from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer, type TestLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import type { NpmContent } from './npm-content.ts';
import type { LayerStep, SampleRecipe } from './sample-recipes.ts';

const moduleFolder = 'app/node_modules';

/** The two names an architecture goes by in each distribution. */
const architectures: Readonly<Record<string, { readonly dpkg: string; readonly apk: string }>> = {
  amd64: { dpkg: 'amd64', apk: 'x86_64' },
  arm64: { dpkg: 'arm64', apk: 'aarch64' },
};

export interface SampleImage {
  readonly recipe: SampleRecipe;
  readonly content: TestImage | TestIndex;
}

export async function buildSampleImages(
  recipes: readonly SampleRecipe[],
  npm: NpmContent,
): Promise<readonly SampleImage[]> {
  const images: SampleImage[] = [];
  for (const recipe of recipes) images.push({ recipe, content: await buildContent(recipe, npm) });
  return images;
}

async function buildContent(recipe: SampleRecipe, npm: NpmContent): Promise<TestImage | TestIndex> {
  const image = await buildImage(recipe, npm, linuxAmd64);
  if (!recipe.multiPlatform) return image;
  const arm = await buildImage(recipe, npm, linuxArm64);
  return makeIndex([image, arm], { attestation: attestationImage(image) });
}

async function buildImage(
  recipe: SampleRecipe,
  npm: NpmContent,
  platform: TestPlatform,
): Promise<TestImage> {
  const layers: TestLayer[] = [];
  for (const step of recipe.steps) {
    layers.push(await makeLayer(layerEntries(step, npm, platform), recipe.compression));
  }
  return makeImage({
    layers,
    platform,
    format: recipe.format ?? 'oci',
    history: recipe.steps.flatMap((step, index) => [
      { created_by: createdBy(step) },
      // As nearly every base closes; what follows is the image's own.
      ...(index === 0 ? [{ created_by: 'CMD ["/bin/sh"]', empty_layer: true }] : []),
    ]),
    settings: {
      User: recipe.repository.startsWith('tools/') ? '1000' : '',
      Labels: { 'org.opencontainers.image.title': `Sample image ${recipe.repository}` },
    },
  });
}

function layerEntries(
  step: LayerStep,
  npm: NpmContent,
  platform: TestPlatform,
): readonly LayerEntry[] {
  const names = architectures[platform.architecture] ?? { dpkg: 'amd64', apk: 'x86_64' };
  switch (step.kind) {
    case 'debian':
      return [...debianFiles(), dpkgStatus(forDpkg(step.packages, names.dpkg))];
    case 'debian-upgrade':
      return [dpkgStatus(forDpkg(step.packages, names.dpkg))];
    case 'distroless':
      return [
        ...osRelease(debianBookworm),
        ...dpkgStatusFolder(forDpkg(step.packages, names.dpkg)),
      ];
    case 'alpine':
      return [...alpineFiles(), apkInstalled(forApk(step.packages, names.apk))];
    case 'alpine-upgrade':
      return [apkInstalled(forApk(step.packages, names.apk))];
    case 'npm':
      return [
        ...(step.removed ?? []).map((name) => whiteout(`${moduleFolder}/${name}`)),
        ...step.packages.flatMap((one) => npm.filesOf(one, moduleFolder)),
      ];
  }
}

function debianFiles(): readonly LayerEntry[] {
  return [
    ...osRelease(debianBookworm),
    { path: 'etc/debian_version', content: '12.1\n' },
    { path: 'bin', type: 'symlink', target: 'usr/bin' },
    { path: 'usr/bin/bash', content: 'a stand-in for the shell\n', mode: 0o755 },
    { path: 'var/lib/dpkg/info/bash.list', content: '/.\n/bin\n/bin/bash\n' },
    { path: 'usr/share/doc/bash/copyright', content: 'see the original package\n' },
  ];
}

function alpineFiles(): readonly LayerEntry[] {
  return [
    ...osRelease(alpine318),
    { path: 'etc/alpine-release', content: '3.18.2\n' },
    { path: 'etc/apk/world', content: 'alpine-baselayout\nbusybox\nlibcurl\n' },
    { path: 'bin/busybox', content: 'a stand-in for the tools\n', mode: 0o755 },
    { path: 'bin/sh', type: 'symlink', target: '/bin/busybox' },
  ];
}

function forDpkg<Item extends { readonly architecture?: string }>(
  packages: readonly Item[],
  architecture: string,
): readonly Item[] {
  return packages.map((one) => ({ ...one, architecture: one.architecture ?? architecture }));
}

function forApk<Item extends object>(packages: readonly Item[], architecture: string) {
  return packages.map((one) => ({ ...one, architecture }));
}

function createdBy(step: LayerStep): string {
  switch (step.kind) {
    case 'debian':
      return 'ADD rootfs.tar.xz / # debian:bookworm-slim';
    case 'debian-upgrade':
      return 'RUN /bin/sh -c apt-get update && apt-get -y upgrade # buildkit';
    case 'distroless':
      return 'COPY rootfs / # distroless';
    case 'alpine':
      return 'ADD alpine-minirootfs-3.18.2.tar.gz / # alpine:3.18';
    case 'alpine-upgrade':
      return 'RUN /bin/sh -c apk upgrade --no-cache # buildkit';
    case 'npm':
      return `RUN /bin/sh -c npm install ${step.packages.map(({ name }) => name).join(' ')} # buildkit`;
  }
}
