// The packages of a jar and of the jars in it. What an archive may cost is one budget for the whole file, however
// deep and however often it nests.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { parentPath } from '../layer-path.ts';
import type { FileReading, ReadingIssue } from './detector.ts';
import { archiveInPlace, type JarEntry, readJarDirectory, readJarEntry } from './jar-archive.ts';
import { type JarBytes, wholeJar } from './jar-bytes.ts';
import { isManifestPath, isPomDocumentPath, isPomPath } from './jar-entry-names.ts';
import { isJarPath } from './jar-path.ts';
import { type JavaCoordinates, manifestCoordinates, pomCoordinates } from './java-coordinates.ts';
import { readManifest, readProperties, type TextFields } from './java-manifest.ts';
import { pomLicenses } from './java-pom-licenses.ts';
import { licenseTexts } from './package-text.ts';

export interface JavaPackage extends JavaCoordinates {
  /** Of the jar within the file, when it is not the file itself. */
  readonly inner?: string;
  readonly licenses?: readonly string[];
}

export interface JavaData {
  readonly packages: readonly JavaPackage[];
}

export interface JarLimits {
  readonly depth: number;
  readonly entries: number;
  readonly inflatedBytes: number;
  readonly innerBytes: number;
  readonly textBytes: number;
  readonly ratio: number;
  readonly ratioFloorBytes: number;
  readonly nameCharacters: number;
  readonly packages: number;
  readonly issues: number;
}

const mebibyte = 1024 * 1024;

export const jarLimits: JarLimits = {
  // An ear holds wars, they hold jars, and some of those hold one more.
  depth: 5,
  // The largest applications have a hundred thousand classes and libraries.
  entries: 300_000,
  // Inner jars of one file, unpacked one after the other: about a second of work.
  inflatedBytes: 512 * mebibyte,
  // One of them is held whole while it is read; libraries with native code reach some 40 MiB.
  innerBytes: 48 * mebibyte,
  // The manifest of a signed jar names every file.
  textBytes: 8 * mebibyte,
  // Jars are compressed already; zeros and texts made to exhaust their readers reach a thousand to one.
  ratio: 200,
  ratioFloorBytes: mebibyte,
  // Paths in an inventory have room for two of them.
  nameCharacters: 1024,
  packages: 20_000,
  // Enough to see what is wrong with a file.
  issues: 10,
};

/** What the entries of one archive say of it. */
interface Descriptions {
  readonly poms: (JavaCoordinates & { readonly folder: string })[];
  /** By the folder of the pom.xml, which is that of its pom.properties. */
  readonly pomLicenses: Map<string, readonly string[]>;
  manifest: TextFields;
}

interface Jar {
  readonly archive: JarBytes;
  readonly path: string;
  readonly inner: string;
  readonly depth: number;
}

export function readJar(
  path: string,
  archive: Buffer,
  limits: JarLimits = jarLimits,
): FileReading<JavaData> {
  return readJarBytes(path, wholeJar(archive), limits);
}

export function readJarBytes(
  path: string,
  archive: JarBytes,
  limits: JarLimits = jarLimits,
): FileReading<JavaData> {
  if (archive.length === 0) return { kind: 'nothing' };
  const reader = new JarReader(limits);
  if (!reader.read({ archive, path, inner: '', depth: 0 })) {
    return { kind: 'invalid', reason: 'not a zip archive' };
  }
  const { packages, issues } = reader;
  return packages.length === 0 && issues.length === 0
    ? { kind: 'nothing' }
    : { kind: 'data', data: { packages }, issues };
}

class JarReader {
  readonly packages: JavaPackage[] = [];
  readonly issues: ReadingIssue[] = [];
  readonly #limits: JarLimits;
  #entries = 0;
  #inflatedBytes = 0;
  #isOverLimit = false;

  constructor(limits: JarLimits) {
    this.#limits = limits;
  }

  /** False when it is no archive at all. */
  read(jar: Jar): boolean {
    const directory = readJarDirectory(jar.archive);
    if (directory === undefined) return false;
    const said: Descriptions = { poms: [], pomLicenses: new Map(), manifest: new Map() };
    let seen = 0;
    for (const entry of directory.entries) {
      seen += 1;
      if (!this.#mayGoOn(jar)) return true;
      if (isPomPath(entry.name)) {
        const found = pomCoordinates(readProperties(this.#text(jar, entry)));
        if (found !== undefined) said.poms.push({ ...found, folder: parentPath(entry.name) });
      } else if (isPomDocumentPath(entry.name)) {
        said.pomLicenses.set(parentPath(entry.name), pomLicenses(this.#text(jar, entry)));
      } else if (isManifestPath(entry.name)) said.manifest = readManifest(this.#text(jar, entry));
      else if (isJarPath(entry.name)) this.#readInner(jar, entry);
    }
    if (seen < directory.entryCount) this.#issue('PACKAGE_DATA_INVALID', jar, 'missing entries');
    this.#add(jar, said);
    return true;
  }

  #mayGoOn(jar: Jar): boolean {
    this.#entries += 1;
    if (this.#entries > this.#limits.entries && !this.#isOverLimit) {
      this.#isOverLimit = true;
      this.#issue('ENTRY_LIMIT', jar, `more than ${this.#limits.entries} entries`);
    }
    return !this.#isOverLimit;
  }

  #readInner(jar: Jar, entry: JarEntry): void {
    if (entry.name.length > this.#limits.nameCharacters) {
      this.#issue('PATH_LENGTH_LIMIT', jar, 'the name of an inner archive');
      return;
    }
    const inner = jar.inner === '' ? entry.name : `${jar.inner}!/${entry.name}`;
    const innerJar = { path: entry.name, inner, depth: jar.depth + 1 };
    if (innerJar.depth > this.#limits.depth) {
      this.#issue('NESTING_LIMIT', innerJar, `deeper than ${this.#limits.depth} archives`);
      return;
    }
    const archive = this.#inner(jar, entry);
    if (archive === undefined || archive.length === 0) return;
    if (!this.read({ ...innerJar, archive })) {
      this.#issue('PACKAGE_DATA_INVALID', innerJar, 'not a zip archive');
    }
  }

  #inner(jar: Jar, entry: JarEntry): JarBytes | undefined {
    const inPlace = archiveInPlace(jar.archive, entry);
    if (inPlace !== undefined) return inPlace;
    const content = this.#content(jar, entry, this.#limits.innerBytes);
    return content && wholeJar(content);
  }

  #text(jar: Jar, entry: JarEntry): string {
    return this.#content(jar, entry, this.#limits.textBytes)?.toString('utf8') ?? '';
  }

  #content(jar: Jar, entry: JarEntry, bytesMax: number): Buffer | undefined {
    const left = this.#limits.inflatedBytes - this.#inflatedBytes;
    const { ratio, ratioFloorBytes } = this.#limits;
    const byRatio = Math.max(entry.compressedBytes * ratio, ratioFloorBytes);
    const reading = readJarEntry(jar.archive, entry, Math.min(bytesMax, left, byRatio));
    if (reading.kind === 'content') {
      this.#inflatedBytes += reading.content.length;
      return reading.content;
    }
    // A refused entry may have cost as much as was allowed.
    if (reading.kind === 'too-large') this.#inflatedBytes += Math.min(bytesMax, left, byRatio);
    const name = entry.name.slice(0, 200);
    if (reading.kind === 'invalid') {
      this.#issue('PACKAGE_DATA_INVALID', jar, `${reading.reason}: ${name}`);
    } else if (byRatio < Math.min(bytesMax, left)) {
      this.#issue('COMPRESSION_RATIO_LIMIT', jar, `more than ${ratio} to 1: ${name}`);
    } else this.#issue('FILE_BYTES_LIMIT', jar, `unpacks to too much: ${name}`);
    return undefined;
  }

  #add(jar: Jar, said: Descriptions): void {
    for (const { licenses, ...one } of packagesOf(jar, said)) {
      if (this.packages.length >= this.#limits.packages) {
        this.#issue('ENTRY_LIMIT', jar, `more than ${this.#limits.packages} packages`);
        return;
      }
      this.packages.push({
        ...one,
        ...(jar.inner === '' ? {} : { inner: jar.inner }),
        ...(licenses.length === 0 ? {} : { licenses }),
      });
    }
  }

  #issue(code: ErrorCode, jar: Pick<Jar, 'inner'>, detail: string): void {
    if (this.issues.length >= this.#limits.issues) return;
    this.issues.push({ code, detail: jar.inner === '' ? detail : `${jar.inner}: ${detail}` });
  }
}

function packagesOf(
  { path }: Jar,
  { poms, pomLicenses, manifest }: Descriptions,
): readonly (JavaCoordinates & { readonly licenses: readonly string[] })[] {
  const byBundle = bundleLicenses(manifest);
  if (poms.length === 0) {
    const found = manifestCoordinates(manifest, path);
    return found === undefined ? [] : [{ ...found, licenses: byBundle }];
  }
  return poms.map(({ folder, ...one }) => {
    const byPom = pomLicenses.get(folder) ?? [];
    // With several it would be unclear whose licence the manifest speaks of.
    return { ...one, licenses: byPom.length > 0 || poms.length > 1 ? byPom : byBundle };
  });
}

/** `Apache-2.0;link="https://..."`, or only an address; several are apart by commas. */
function bundleLicenses(manifest: TextFields): readonly string[] {
  const written = manifest.get('bundle-license') ?? '';
  return licenseTexts(written.split(',').map((one) => one.split(';')[0]?.replaceAll('"', '')));
}
