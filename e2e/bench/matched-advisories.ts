// Advisories about the packages of the benches' images, and imports one after the other: some touch what every image holds,
// some what few do; each second one takes back what the one before added.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { importAdvisories } from '../../control-plane/src/advisories/import-advisories.ts';
import { allPackageNames, rarePackageNames, recordOf } from './matched-images.ts';
import { silentLog } from './silent-log.ts';

const touchedPackages = 50;
/** Every fifth package has known holes. */
const affectedShare = 5;

export type Touched = 'common' | 'rare';

export class MatchedAdvisories {
  readonly #folder: string;
  readonly #known: readonly string[];
  #imports = 0;

  constructor(folder: string) {
    this.#folder = folder;
    const holes = allPackageNames().filter((_, index) => index % affectedShare === 0);
    this.#known = holes.map((name, index) => recordOf(`DSA-${index}-1`, index, name, '2.0-2'));
  }

  /** A database of its own, later than those before; returns its path. */
  async import(added?: Touched): Promise<string> {
    this.#imports += 1;
    const source = join(this.#folder, `records-${this.#imports}`);
    const databasePath = join(this.#folder, `advisories-${this.#imports}.sqlite`);
    const records = [...this.#known, ...addedRecords(added)];
    mkdirSync(source);
    writeFileSync(join(source, 'records.json'), `[${records.join(',')}]`);
    const later = this.#imports;
    const clock = { ...systemClock, now: () => systemClock.now() + later };
    await importAdvisories(source, { databasePath, clock, log: silentLog });
    return databasePath;
  }
}

/** Half of them concern what is installed, and each base image has some of both. */
function addedRecords(touched: Touched | undefined): readonly string[] {
  if (touched === undefined) return [];
  const names = touched === 'rare' ? rarePackageNames() : commonPackageNames();
  return names.map((name, index) =>
    recordOf(`DSA-9${index}-${touched}`, index >> 1, name, index % 2 === 0 ? '2.0-3' : '1.0-1'),
  );
}

function commonPackageNames(): readonly string[] {
  const names = allPackageNames();
  const step = Math.floor(names.length / touchedPackages);
  return names.filter((_, index) => index % step === 0).slice(0, touchedPackages);
}
