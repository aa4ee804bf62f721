// What detectors of manifests have in common: each file names packages, which are found where the file is. How a file
// is read is each detector's business.
import type { PackageType } from '@harborguard/shared/protocol/inventory.ts';
import type { FileReading, Findings, FoundPackage, ImageFiles } from './detector.ts';

export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  readonly licenses?: readonly string[];
}

export function findListed<Data>(
  type: PackageType,
  files: ImageFiles<Data>,
  packagesOf: (data: Data) => readonly ListedPackage[],
): Findings {
  const packages: FoundPackage[] = [];
  for (const { path, data } of files.all()) {
    for (const one of packagesOf(data)) packages.push(foundPackage(type, one, path));
  }
  return { packages };
}

function foundPackage(
  type: PackageType,
  { name, version, architecture, licenses = [] }: ListedPackage,
  location: string,
): FoundPackage {
  return {
    type,
    name,
    version,
    location,
    ...(architecture === undefined ? {} : { architecture }),
    ...(licenses.length === 0 ? {} : { licenses }),
  };
}

/** The data of a list that is read up to a limit, with an issue when it goes on behind that. */
export function dataWithinLimit<Data>(
  data: Data,
  {
    entries,
    limit,
    noun,
  }: { readonly entries: number; readonly limit: number; readonly noun: string },
): FileReading<Data> {
  if (entries <= limit) return { kind: 'data', data };
  const detail = `${entries} ${noun}, ${limit} are read`;
  return { kind: 'data', data, issues: [{ code: 'ENTRY_LIMIT', detail }] };
}
