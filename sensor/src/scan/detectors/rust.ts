// Rust crates by what cargo-auditable put into programs; other Rust programs do not say what they are made of.
import { defineDetector, type FoundPackage } from './detector.ts';
import type { RustData } from './rust-audit-data.ts';
import { RustStream } from './rust-stream.ts';

/** Less cannot hold an ELF program. */
const bytesMin = 256;

export const rustDetector = defineDetector<RustData>({
  name: 'rust',
  version: 1,
  namedPaths: [],
  interest: () => undefined,
  read: () => ({ kind: 'nothing' }),
  streamsOnlyPrograms: true,
  stream: (_path, sizeBytes) => (sizeBytes < bytesMin ? undefined : new RustStream()),
  find(files) {
    const packages: FoundPackage[] = [];
    for (const { path, data } of files.all()) {
      for (const one of data.crates) packages.push({ type: 'cargo', ...one, location: path });
    }
    return { packages };
  },
});
