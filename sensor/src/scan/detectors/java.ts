// Java libraries by the archives they come in, also those inside other archives. Class files alone tell nothing.
import { defineDetector, type FoundPackage, type ImageFiles } from './detector.ts';
import { type JavaData, readJar } from './jar-packages.ts';
import { isJarPath } from './jar-path.ts';
import { JarStream } from './jar-stream.ts';

/** Held as a whole, because its directory stands at its end. Larger ones are read while they pass. */
const heldBytesMax = 24 * 1024 * 1024;
/** An archive without the larger numbers of zip64 ends here, and so does every application seen. */
const streamedBytesMax = 4 * 1024 * 1024 * 1024;
/** As long as a path in an inventory may be. */
const locationLengthMax = 4096;

export const javaDetector = defineDetector<JavaData>({
  name: 'java',
  version: 3,
  namedPaths: [],
  interest: (path) => (isJarPath(path) ? { bytesMax: heldBytesMax } : undefined),
  read: (path, body) => readJar(path, body),
  stream: (path, sizeBytes) =>
    isJarPath(path) && sizeBytes > heldBytesMax && sizeBytes <= streamedBytesMax
      ? new JarStream(path)
      : undefined,
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
