// Real npm packages for the sample images, by the machine's own npm client, kept in a cache folder. Where npm cannot
// reach its registry, package trees of the same names and versions are generated, and the caller is told.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { LayerEntry } from '@harborguard/shared/testing/image/layer-tar.ts';
import { type NpmPackage, npmPackage } from '@harborguard/shared/testing/image/package-files.ts';
import { readTar } from '@harborguard/shared/testing/image/read-tar.ts';

/** A dozen small packages; a client that takes longer than this has no registry to talk to. */
const packTimeoutMs = 90_000;

/** Far above the largest of the sample packages; a cached file beyond it is not one of them. */
const unpackedBytesMax = 64 * 1024 * 1024;

export type NpmOrigin = 'cache' | 'npm' | 'generated';

export interface NpmContent {
  /** Where the least real of the packages came from. */
  readonly origin: NpmOrigin;
  /** The code of npm's failure, when there was one. */
  readonly failure?: string;
  /** The files of the package, below `folder`. */
  filesOf(one: NpmPackage, folder: string): readonly LayerEntry[];
}

/** Puts one `<name>-<version>.tgz` for each package into the folder. */
export type PackNpm = (packages: readonly NpmPackage[], folder: string) => Promise<void>;

export interface NpmContentOptions {
  readonly cacheFolder: string;
  readonly packages: readonly NpmPackage[];
  /** Absent: the machine's npm client. */
  readonly pack?: PackNpm;
}

export async function loadNpmContent(options: NpmContentOptions): Promise<NpmContent> {
  await mkdir(options.cacheFolder, { recursive: true });
  const trees = new Map<string, readonly LayerEntry[]>();
  const missing = await readCache(options, options.packages, trees);
  if (missing.length === 0) return contentOf(trees, { origin: 'cache' });
  const failure = await fetchPackages(options, missing);
  const stillMissing = await readCache(options, missing, trees);
  if (stillMissing.length === 0) return contentOf(trees, { origin: 'npm' });
  return contentOf(trees, { origin: 'generated', failure: failure ?? 'INCOMPLETE' });
}

function contentOf(
  trees: ReadonlyMap<string, readonly LayerEntry[]>,
  source: Pick<NpmContent, 'origin' | 'failure'>,
): NpmContent {
  return {
    ...source,
    filesOf: (one, folder) =>
      trees
        .get(fileName(one))
        ?.map((entry) => ({ ...entry, path: `${folder}/${one.name}/${entry.path}` })) ??
      npmPackage(one, folder),
  };
}

/** Reads what is there into `trees` and returns the rest. A damaged file counts as not there. */
async function readCache(
  options: NpmContentOptions,
  wanted: readonly NpmPackage[],
  trees: Map<string, readonly LayerEntry[]>,
): Promise<readonly NpmPackage[]> {
  const missing: NpmPackage[] = [];
  for (const one of wanted) {
    const tree = await readTree(join(options.cacheFolder, fileName(one)), one);
    if (tree) trees.set(fileName(one), tree);
    else missing.push(one);
  }
  return missing;
}

async function readTree(file: string, one: NpmPackage): Promise<readonly LayerEntry[] | undefined> {
  try {
    const tar = gunzipSync(await readFile(file), { maxOutputLength: unpackedBytesMax });
    const entries = (await readTar(tar)).map((entry) => ({
      ...entry,
      path: entry.path.slice(entry.path.indexOf('/') + 1),
    }));
    const description = entries.find((entry) => entry.path === 'package.json')?.content ?? '';
    const { name, version } = JSON.parse(Buffer.from(description).toString('utf8'));
    return name === one.name && version === one.version ? entries : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the code of the failure. What npm printed stays out: it may name the registry of a company. */
async function fetchPackages(
  options: NpmContentOptions,
  missing: readonly NpmPackage[],
): Promise<string | undefined> {
  const staging = await mkdtemp(join(options.cacheFolder, 'staging-'));
  try {
    await (options.pack ?? packWithNpm)(missing, staging);
    for (const one of missing) {
      await rename(join(staging, fileName(one)), join(options.cacheFolder, fileName(one)));
    }
    return undefined;
  } catch (error) {
    return String((error as { code?: unknown }).code ?? 'FAILED');
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function packWithNpm(packages: readonly NpmPackage[], folder: string): Promise<void> {
  const specifiers = packages.map(({ name, version }) => `${name}@${version}`);
  const parameters = ['pack', '--ignore-scripts', '--silent', ...specifiers];
  await promisify(execFile)('npm', parameters, { cwd: folder, timeout: packTimeoutMs });
}

/** As `npm pack` names it; none of the samples has a scope. */
function fileName({ name, version }: NpmPackage): string {
  return `${name}-${version}.tgz`;
}
