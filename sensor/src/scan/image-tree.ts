// The files and links of an image that matter to detectors, layer by layer from the bottom: what a container would
// see of them. https://github.com/opencontainers/image-spec/blob/main/layer.md#applying-changesets
import type { ImageFile, ImageFiles } from './detectors/detector.ts';
import type { LayerFacts, LayerLink } from './layer-facts.ts';
import { baseName, joinPath, parentPath, pathAndAncestors } from './layer-path.ts';
import { PathFingerprints, pathFingerprint } from './path-fingerprints.ts';

/** As many as Linux follows before it gives up. */
const linksFollowedMax = 40;

interface TreeFile extends ImageFile<unknown> {
  readonly detector: string;
}

export class ImageTree {
  readonly #files = new Map<string, TreeFile>();
  readonly #links = new Map<string, LayerLink>();
  readonly #written: PathFingerprints[] = [];
  /** The files of many layers share their folders, and each would be hashed for every layer. */
  readonly #fingerprints = new Map<string, number>();

  /** Says whether anything that detectors could see has changed. */
  apply(layer: number, facts: LayerFacts): boolean {
    const hidden = this.#hide(new PathFingerprints(facts.hides));
    for (const path of facts.directories) {
      this.#files.delete(path);
      this.#links.delete(path);
    }
    for (const link of facts.links) this.#links.set(this.#placeOf(link.path), link);
    for (const { path, detector, data } of facts.files) {
      const place = this.#placeOf(path);
      this.#files.set(place, { path: place, layer, detector, data });
    }
    const { files, links, directories } = facts;
    return hidden || files.length > 0 || links.length > 0 || directories.length > 0;
  }

  filesOf(detector: string): ImageFiles<unknown> {
    return {
      at: (path) => {
        const file = this.#files.get(this.resolve(path));
        return file?.detector === detector ? file : undefined;
      },
      all: () => this.#allOf(detector),
      resolve: (path) => this.resolve(path),
    };
  }

  /** Where links lead; the path itself when there are too many of them. */
  resolve(path: string): string {
    let place = '';
    let followed = 0;
    let pending = path.split('/');
    for (let segment = pending.shift(); segment !== undefined; segment = pending.shift()) {
      if (segment === '' || segment === '.') continue;
      if (segment === '..') {
        place = parentPath(place);
        continue;
      }
      const next = joinPath(place, segment);
      const link = this.#links.get(next);
      if (link === undefined) {
        place = next;
        continue;
      }
      followed += 1;
      if (followed > linksFollowedMax) return path;
      if (link.hard || link.target.startsWith('/')) place = '';
      pending = [...link.target.split('/'), ...pending];
    }
    return place;
  }

  /** The path is a link, or lies behind one, to a file that is in the image but was not read. */
  leadsToUnreadFile(path: string): boolean {
    const place = this.resolve(path);
    if (place === path || this.#files.has(place)) return false;
    return this.#written.some((written) => written.has(this.#fingerprintOf(place)));
  }

  *#allOf(detector: string): Iterable<TreeFile> {
    for (const file of this.#files.values()) if (file.detector === detector) yield file;
  }

  /** A folder that is a link keeps being one when a layer writes below it, as when runtimes unpack. */
  #placeOf(path: string): string {
    return this.#links.size === 0 ? path : joinPath(this.resolve(parentPath(path)), baseName(path));
  }

  #hide(hides: PathFingerprints): boolean {
    this.#written.push(hides);
    const verdicts = new Map<string, boolean>();
    const isHidden = (path: string) => {
      const known = verdicts.get(path);
      const verdict = known ?? hides.has(this.#fingerprintOf(path));
      if (known === undefined) verdicts.set(path, verdict);
      return verdict;
    };
    const before = this.#files.size + this.#links.size;
    for (const tree of [this.#files, this.#links]) {
      for (const path of tree.keys()) {
        if (pathAndAncestors(path).some(isHidden)) tree.delete(path);
      }
    }
    return this.#files.size + this.#links.size < before;
  }

  #fingerprintOf(path: string): number {
    const known = this.#fingerprints.get(path);
    const fingerprint = known ?? pathFingerprint(path);
    if (known === undefined) this.#fingerprints.set(path, fingerprint);
    return fingerprint;
  }
}
