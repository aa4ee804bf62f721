// Java libraries by the archives they come in, also those inside other archives. Class files alone tell nothing.
import { defineDetector, type FoundPackage, type ImageFiles } from './detector.ts';
import { type JavaData, readJar } from './jar-packages.ts';
import { isJarPath } from './jar-path.ts';

/** Held as a whole, because its directory stands at its end. Larger ones are rare; uber jars have about 150 MiB. */
const bytesMax = 256 * 1024 * 1024;
/** As long as a path in an inventory may be. */
const locationLengthMax = 4096;

export const javaDetector = defineDetector<JavaData>({
  name: 'java',
  version: 1,
  namedPaths: [],
  interest: (path) => (isJarPath(path) ? { bytesMax } : undefined),
  read: (path, body) => readJar(path, body),
  find: findPackages,
});

function findPackages(files: ImageFiles<JavaData>) {
  const packages: FoundPackage[] = [];
  for (const { path, data } of files.all()) {
    for (const { group, artifact, version, inner, licenses } of data.packages) {
      const location = inner === undefined ? path : `${path}!/${inner}`;
      packages.push({
        // A purl of Maven has to have a group.
        ...(group === undefined
          ? { type: 'generic', name: artifact }
          : { type: 'maven', name: `${group}:${artifact}` }),
        version,
        location: location.length > locationLengthMax ? path : location,
        ...(licenses === undefined ? {} : { licenses }),
      });
    }
  }
  return { packages };
}
