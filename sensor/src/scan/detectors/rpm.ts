// Packages of Red Hat, SUSE and their kin by the database of rpm, in any of its three formats, or by the list that
// distroless images of Azure Linux have in its place. What rpm would verify of a package is not verified.
import { baseName } from '../layer-path.ts';
import {
  defineDetector,
  type FileReading,
  type Findings,
  type ImageFile,
  type ImageFiles,
  type ReadingIssue,
} from './detector.ts';
import { readRpmBerkeleyDb } from './rpm-berkeley-db.ts';
import { readRpmManifest } from './rpm-manifest.ts';
import { readRpmNdb } from './rpm-ndb.ts';
import { fileListBudget, type RpmPackage, readRpmPackage } from './rpm-package.ts';
import type { ReadRpmRecords } from './rpm-records.ts';
import { readRpmSqlite } from './rpm-sqlite.ts';

interface RpmData {
  readonly packages: readonly RpmPackage[];
}

/** The second since Fedora 36 and on SUSE; the first is then a link to it. */
const databaseFolders = ['usr/lib/sysimage/rpm', 'var/lib/rpm'];

/** In the order of preference: what a conversion leaves behind is older. */
const readers: ReadonlyMap<string, ReadRpmRecords> = new Map([
  ['rpmdb.sqlite', readRpmSqlite],
  ['Packages.db', readRpmNdb],
  ['Packages', readRpmBerkeleyDb],
]);

const databasePaths = [...readers.keys()].flatMap((name) =>
  databaseFolders.map((folder) => `${folder}/${name}`),
);
const logPaths = databaseFolders.map((folder) => `${folder}/rpmdb.sqlite-wal`);
const manifestPath = 'var/lib/rpmmanifest/container-manifest-2';

/** A full RHEL workstation of 2,000 packages has about 100 MiB, an image rarely more than 20. */
const databaseBytesMax = 128 * 1024 * 1024;

/** It is only said to be there; a longer one is named by the limit. SQLite cleans up at 4 MiB. */
const logBytesMax = 16 * 1024 * 1024;

/** About 150 bytes a package. */
const manifestBytesMax = 4 * 1024 * 1024;

export const rpmDetector = defineDetector<RpmData>({
  name: 'rpm',
  version: 1,
  namedPaths: [...databasePaths, manifestPath],
  interest(path) {
    if (path === manifestPath) return { bytesMax: manifestBytesMax };
    if (logPaths.includes(path)) return { bytesMax: logBytesMax };
    return databasePaths.includes(path) ? { bytesMax: databaseBytesMax } : undefined;
  },
  read(path, body) {
    if (path === manifestPath) return readRpmManifest(body.toString('utf8'));
    if (logPaths.includes(path)) return readLog(body);
    const readRecords = readers.get(baseName(path));
    return readRecords === undefined ? { kind: 'nothing' } : readDatabase(body, readRecords);
  },
  find: findPackages,
});

function findPackages(files: ImageFiles<RpmData>): Findings {
  const file = currentDatabase(files) ?? files.at(manifestPath);
  if (file === undefined) return { packages: [] };
  const { path: location, data } = file;
  return { packages: data.packages.map((one) => ({ type: 'rpm', ...one, location })) };
}

/** Several databases are one in use and what a conversion to it left behind: the newest layer's counts. */
function currentDatabase(files: ImageFiles<RpmData>): ImageFile<RpmData> | undefined {
  const present = databasePaths.flatMap((path) => files.at(path) ?? []);
  const top = Math.max(...present.map((file) => file.layer));
  return present.find((file) => file.layer === top);
}

/** SQLite leaves an empty one behind often, and one with changes when rpm was killed. */
function readLog(body: Buffer): FileReading<RpmData> {
  return body.length === 0
    ? { kind: 'nothing' }
    : { kind: 'invalid', reason: 'changes to the rpm database that were never merged into it' };
}

function readDatabase(body: Buffer, readRecords: ReadRpmRecords): FileReading<RpmData> {
  // rpm makes the file before it holds anything.
  if (body.length === 0) return { kind: 'nothing' };
  const packages: RpmPackage[] = [];
  const budget = fileListBudget();
  let damaged = 0;
  const records = readRecords(body, (header) => {
    const reading = readRpmPackage(header, budget);
    if (reading.kind === 'package') packages.push(reading.package);
    if (reading.kind === 'damaged') damaged += 1;
  });
  if (records.kind === 'read') damaged += records.damaged;
  const reasons = [
    ...(records.kind === 'invalid' ? [records.reason] : []),
    ...(damaged === 0 ? [] : [`${damaged} damaged rpm headers`]),
  ];
  if (packages.length === 0 && reasons.length > 0) {
    return { kind: 'invalid', reason: reasons.join(', ') };
  }
  const issues: readonly ReadingIssue[] = [
    ...reasons.map((detail) => ({ code: 'PACKAGE_DATA_INVALID', detail }) as const),
    ...(budget.isSpent ? [{ code: 'ENTRY_LIMIT', detail: 'the file lists of rpms' } as const] : []),
  ];
  return { kind: 'data', data: { packages }, issues };
}
