// Turns the entries of one layer into facts about it. It knows nothing of other layers: what it takes from them is
// written down as hidden paths and settled when the layers of an image are coalesced.
// https://github.com/opencontainers/image-spec/blob/main/layer.md
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Detector, FileInterest, FileReading, FileStream } from './detectors/detector.ts';
import { mayBeginProgram, programBytesMin } from './detectors/program-start.ts';
import type { LayerFacts, LayerFile, LayerIssue, LayerLink } from './layer-facts.ts';
import { baseName, joinPath, parentPath, parseLayerPath, pathAndAncestors } from './layer-path.ts';
import { PathFingerprintCollector } from './path-fingerprints.ts';
import { PermissionCollector } from './permission-collector.ts';
import type { ScanLimits } from './scan-limits.ts';
import { SecretSearch } from './secrets/secret-search.ts';
import { FileByStart, StreamedFile, streamsOf } from './streamed-file.ts';
import type { BodyReceiver, TarEntry, TarReceiver } from './tar-reader.ts';

const whiteoutPrefix = '.wh.';
const opaqueMarker = '.wh..wh..opq';
/** aufs kept its own files under this prefix; they are no whiteouts. */
const aufsPrefix = '.wh..wh.';

/** Enough to see what is wrong with a layer; a hostile one could make millions. */
const issuesPerCodeMax = 20;

interface Kept extends LayerFile {
  readonly onlyAsLinkTarget: boolean;
  /** Found by its content, not by its name. */
  readonly streamed?: boolean;
}

interface Wanted {
  readonly detector: Detector;
  readonly interest: FileInterest;
}

export class LayerCollector implements TarReceiver {
  readonly #detectors: readonly Detector[];
  readonly #pathStreamers: readonly Detector[];
  readonly #programStreamers: readonly Detector[];
  readonly #limits: ScanLimits;
  readonly #namedPaths: ReadonlySet<string>;
  readonly #files = new Map<string, Kept>();
  readonly #links = new Map<string, LayerLink>();
  readonly #directories = new Set<string>();
  /** Folders above kept files and links, to notice cheaply when an entry replaces one. */
  readonly #keptFolders = new Set<string>();
  readonly #hides = new PathFingerprintCollector();
  readonly #permissions = new PermissionCollector();
  readonly #secrets: SecretSearch;
  readonly #issues: LayerIssue[] = [];
  readonly #issueCounts = new Map<ErrorCode, number>();
  #entries = 0;
  #limitHit = false;

  /** `digest`: of the layer. */
  constructor(detectors: readonly Detector[], limits: ScanLimits, digest: string) {
    this.#secrets = new SecretSearch(digest);
    this.#detectors = detectors;
    const streamers = detectors.filter(({ stream }) => stream !== undefined);
    this.#pathStreamers = streamers.filter((one) => one.streamsOnlyPrograms !== true);
    this.#programStreamers = streamers.filter((one) => one.streamsOnlyPrograms === true);
    this.#limits = limits;
    const named = detectors.flatMap((detector) => detector.namedPaths);
    this.#namedPaths = new Set(named.flatMap(pathAndAncestors));
  }

  /** With other limits the facts would be others, so these hold for this scan only. */
  get limitHit(): boolean {
    return this.#limitHit;
  }

  header(): boolean {
    this.#entries += 1;
    if (this.#entries <= this.#limits.entriesPerLayer) return true;
    this.#limit({
      code: 'ENTRY_LIMIT',
      detail: `more than ${this.#limits.entriesPerLayer} entries`,
    });
    return false;
  }

  oversizedExtension(): void {
    this.#issue({ code: 'PATH_LENGTH_LIMIT', detail: 'the extended header of an entry' });
  }

  entry(entry: TarEntry): BodyReceiver | undefined {
    if (entry.kind === 'unknown') return undefined;
    const path = this.#acceptedPath(entry.name);
    if (path === undefined) return undefined;
    // The root is a folder, whatever an archive says.
    if (path === '' && entry.kind !== 'directory') return undefined;
    if (baseName(path).startsWith(whiteoutPrefix)) this.#whiteout(path);
    else if (entry.kind === 'directory') this.#directory(path);
    else return this.#nonDirectory(path, entry);
    return undefined;
  }

  facts(measured: Pick<LayerFacts, 'diffId' | 'uncompressedBytes'>): LayerFacts {
    return {
      ...measured,
      entries: this.#entries,
      files: [...this.#files.values()]
        .filter((file) => !file.onlyAsLinkTarget)
        .map(({ path, detector, data }) => ({ path, detector, data })),
      links: [...this.#links.values()],
      directories: [...this.#directories],
      hides: this.#hides.encode(),
      secrets: this.#secrets.secrets,
      permissions: this.#permissions.permissions(),
      omitted: { ...this.#permissions.omitted(), ...this.#secrets.omitted() },
      issues: this.#issues,
    };
  }

  #acceptedPath(name: string): string | undefined {
    if (name.length > this.#limits.pathCharacters) {
      this.#limit({ code: 'PATH_LENGTH_LIMIT', path: name.slice(0, 200) });
      return undefined;
    }
    const parsed = parseLayerPath(name);
    if (parsed.kind === 'path') return parsed.path;
    this.#issue({ code: 'LAYER_INVALID', detail: 'an entry whose path leaves the image' });
    return undefined;
  }

  #whiteout(path: string): void {
    const marker = baseName(path);
    const folder = parentPath(path);
    if (marker === opaqueMarker) {
      this.#hides.add(folder);
      return;
    }
    if (marker.startsWith(aufsPrefix)) return;
    const name = marker.slice(whiteoutPrefix.length);
    if (name === '' || name === '.' || name === '..') {
      this.#issue({ code: 'LAYER_INVALID', path, detail: 'a whiteout without a name' });
      return;
    }
    this.#hides.add(joinPath(folder, name));
  }

  #directory(path: string): void {
    this.#files.delete(path);
    this.#links.delete(path);
    this.#permissions.replacedByFolder(path);
    // A file or link below is replaced by this; what lies in a folder of the same name below stays.
    if (!this.#namedPaths.has(path) && this.#wanted(path) === undefined) return;
    if (this.#directories.size < this.#limits.findingsPerLayer) this.#directories.add(path);
    else this.#limit({ code: 'ENTRY_LIMIT', detail: 'folders named like files with packages' });
  }

  #nonDirectory(path: string, entry: TarEntry): BodyReceiver | undefined {
    this.#hides.add(path);
    this.#forget(path);
    if (entry.kind === 'file' || entry.kind === 'hard-link') this.#permissions.add(path, entry);
    switch (entry.kind) {
      case 'symbolic-link':
        this.#symbolicLink(path, entry.linkTarget);
        return undefined;
      case 'hard-link':
        this.#hardLink(path, entry.linkTarget);
        return undefined;
      case 'file':
        return this.#file(path, entry);
      default:
        return undefined;
    }
  }

  /** A later entry of the same layer takes the place of an earlier one and of everything under it. */
  #forget(path: string): void {
    this.#files.delete(path);
    this.#links.delete(path);
    this.#directories.delete(path);
    this.#permissions.forget(path);
    if (!this.#keptFolders.has(path)) return;
    for (const kept of [...this.#files.keys(), ...this.#links.keys()]) {
      if (!kept.startsWith(`${path}/`)) continue;
      this.#files.delete(kept);
      this.#links.delete(kept);
    }
  }

  #symbolicLink(path: string, target: string): void {
    if (this.#isLinkKept(path)) this.#keepLink({ path, target, hard: false });
  }

  /** Go's reader gives link targets from the root of the archive. */
  #hardLink(path: string, target: string): void {
    const wanted = this.#wanted(path);
    const parsed = parseLayerPath(target);
    if (parsed.kind === 'refused') return;
    const kept = this.#files.get(parsed.path);
    if (wanted === undefined) {
      // The same file under another name, where names do not say what a file is.
      if (kept?.streamed === true) this.#keep({ ...kept, path });
      return;
    }
    if (kept !== undefined) {
      const { onlyAsLinkTarget = false } = wanted.interest;
      this.#keep({ ...kept, path, detector: wanted.detector.name, onlyAsLinkTarget });
    } else if (this.#isLinkKept(path)) {
      this.#keepLink({ path, target: parsed.path, hard: true });
    } else if (wanted.interest.onlyAsLinkTarget !== true) {
      const detail = 'a hard link to a file that was not read';
      this.#issue({ code: 'PACKAGE_DATA_INVALID', path, detail });
    }
  }

  #file(path: string, entry: TarEntry): BodyReceiver | undefined {
    const wanted = this.#wanted(path);
    if (wanted === undefined) return this.#streamed(path, entry);
    const { bytesMax, onlyAsLinkTarget = false } = wanted.interest;
    if (entry.sizeBytes > bytesMax) {
      const stream = entry.sparse ? undefined : wanted.detector.stream?.(path, entry.sizeBytes);
      if (stream !== undefined) return this.#large(path, wanted.detector.name, stream);
      if (!onlyAsLinkTarget) {
        this.#issue({ code: 'FILE_BYTES_LIMIT', path, detail: `more than ${bytesMax} bytes` });
      }
      return undefined;
    }
    if (entry.sparse) {
      this.#issue({ code: 'PACKAGE_DATA_INVALID', path, detail: 'a file with holes' });
      return undefined;
    }
    return (body) => this.#read(path, wanted, body);
  }

  #large(path: string, detector: string, stream: FileStream<unknown>): BodyReceiver {
    return new StreamedFile([{ name: detector, stream }], (_detector, reading) => {
      this.#take({ path, detector, onlyAsLinkTarget: false }, reading);
    });
  }

  #streamed(path: string, entry: TarEntry): BodyReceiver | undefined {
    if (entry.sparse) return undefined;
    const { sizeBytes } = entry;
    const byPath = streamsOf(this.#pathStreamers, path, sizeBytes);
    const secrets = this.#secrets.stream(path, sizeBytes);
    const watchers = secrets === undefined ? [] : [secrets];
    const mayBeProgram = sizeBytes >= programBytesMin && this.#programStreamers.length > 0;
    const isWanted = byPath.length > 0 || watchers.length > 0;
    if (!isWanted && !mayBeProgram) return undefined;
    const take = (detector: string, reading: FileReading<unknown>) =>
      this.#take({ path, detector, onlyAsLinkTarget: false, streamed: true }, reading);
    return new FileByStart((start) => {
      const isProgram = mayBeProgram && mayBeginProgram(start);
      if (!isWanted && !isProgram) return undefined;
      const byStart = isProgram ? streamsOf(this.#programStreamers, path, sizeBytes) : [];
      return new StreamedFile([...byPath, ...byStart], take, watchers);
    });
  }

  #read(path: string, { detector, interest }: Wanted, body: Buffer): void {
    const { onlyAsLinkTarget = false } = interest;
    this.#take({ path, detector: detector.name, onlyAsLinkTarget }, detector.read(path, body));
  }

  #take(file: Omit<Kept, 'data'>, reading: FileReading<unknown>): void {
    const { path } = file;
    if (reading.kind === 'data') {
      this.#keep({ ...file, data: reading.data });
      for (const issue of reading.issues ?? []) this.#issue({ ...issue, path });
    } else if (reading.kind === 'invalid' && !file.onlyAsLinkTarget) {
      const { code = 'PACKAGE_DATA_INVALID', reason } = reading;
      this.#issue({ code, path, detail: reason });
    }
  }

  #keep(file: Kept): void {
    if (this.#files.size >= this.#limits.findingsPerLayer) {
      const detail = `more than ${this.#limits.findingsPerLayer} files that describe packages`;
      this.#limit({ code: 'ENTRY_LIMIT', detail });
      return;
    }
    this.#files.set(file.path, file);
    this.#rememberFolders(file.path);
  }

  #keepLink(link: LayerLink): void {
    if (link.target.length > this.#limits.pathCharacters) {
      this.#limit({ code: 'PATH_LENGTH_LIMIT', path: link.path });
      return;
    }
    this.#links.set(link.path, link);
    this.#rememberFolders(link.path);
  }

  #rememberFolders(path: string): void {
    for (const folder of pathAndAncestors(parentPath(path))) {
      if (this.#keptFolders.has(folder)) return;
      this.#keptFolders.add(folder);
    }
  }

  #isLinkKept(path: string): boolean {
    return this.#namedPaths.has(path) || this.#wanted(path)?.interest.keepsLinks === true;
  }

  #wanted(path: string): Wanted | undefined {
    for (const detector of this.#detectors) {
      const interest = detector.interest(path);
      if (interest !== undefined) return { detector, interest };
    }
    return undefined;
  }

  #limit(issue: LayerIssue): void {
    this.#limitHit = true;
    this.#issue(issue);
  }

  #issue(issue: LayerIssue): void {
    const count = this.#issueCounts.get(issue.code) ?? 0;
    this.#issueCounts.set(issue.code, count + 1);
    if (count < issuesPerCodeMax) this.#issues.push(issue);
  }
}
