// The registry the demo shows when nobody names another: a handful of images made at run time from real package
// content, served on the loopback address. They are never meant to be started.
import { join } from 'node:path';
import type { Log } from '@harborguard/shared/ports.ts';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { buildSampleImages } from './build-sample-images.ts';
import { loadNpmContent, type NpmContent, type NpmOrigin, type PackNpm } from './npm-content.ts';
import { npmPackages } from './sample-packages.ts';
import { sampleRecipes } from './sample-recipes.ts';

export interface SampleRegistryOptions {
  /** Fetched packages are kept below it for the next start. */
  readonly dataFolder: string;
  /** Absent: one the system chooses. */
  readonly port?: number;
  readonly log: Log;
  /** A sentence for the person who waits. */
  readonly progress: (text: string) => void;
  /** Absent: the machine's npm client. */
  readonly pack?: PackNpm;
}

export interface SampleRegistry {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly registry: FakeRegistry;
  /** `generated`: npm could not be reached, the packages are stand-ins of the same names and versions. */
  readonly npmOrigin: NpmOrigin;
  close(): Promise<void>;
}

export async function startSampleRegistry(options: SampleRegistryOptions): Promise<SampleRegistry> {
  options.progress('Getting the npm packages of the sample images …');
  const npm = await loadNpmContent({
    cacheFolder: join(options.dataFolder, 'sample-packages'),
    packages: Object.values(npmPackages),
    ...(options.pack === undefined ? {} : { pack: options.pack }),
  });
  sayWhereFrom(options, npm);
  options.progress('Building the sample images …');
  const images = await buildSampleImages(sampleRecipes, npm);
  const registry = await startFakeRegistry(
    options.port === undefined ? {} : { port: options.port },
  );
  for (const { recipe, content } of images) {
    registry.push(content, recipe.repository, ...recipe.tags);
  }
  options.log.info('sample registry started', { url: registry.url, images: images.length });
  return {
    url: registry.url,
    port: registry.port,
    registry,
    npmOrigin: npm.origin,
    close: () => registry.close(),
  };
}

function sayWhereFrom(options: SampleRegistryOptions, npm: NpmContent): void {
  options.log.info('sample packages ready', { origin: npm.origin });
  if (npm.origin !== 'generated') return;
  options.log.warn('sample packages generated', { failure: npm.failure });
  options.progress(
    'npm could not be reached, so the sample images hold generated packages of the same names and versions. ' +
      'The findings are the same.',
  );
}
