// Go modules by the build information in programs. Source trees and go.mod files are not read: they say what could
// be built, not what is there.
import { defineDetector, type FoundPackage } from './detector.ts';
import type { GoData } from './go-modules.ts';
import { GoStream } from './go-stream.ts';

/** The smallest Go program is larger than a megabyte; less cannot even hold its headers. */
const bytesMin = 1024;

export const goDetector = defineDetector<GoData>({
  name: 'go',
  version: 2,
  namedPaths: [],
  interest: () => undefined,
  read: () => ({ kind: 'nothing' }),
  streamsOnlyPrograms: true,
  stream: (_path, sizeBytes) => (sizeBytes < bytesMin ? undefined : new GoStream()),
  find(files) {
    const packages: FoundPackage[] = [];
    for (const { path, data } of files.all()) {
      for (const one of data.modules) packages.push({ type: 'golang', ...one, location: path });
    }
    return { packages };
  },
});
