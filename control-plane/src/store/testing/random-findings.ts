// Random images and random changes of advisories by a seed, of all the sorts that matching tells apart. For tests only.
import type { Random } from '@harborguard/shared/ports.ts';
import type { Inventory, Package } from '@harborguard/shared/protocol/inventory.ts';
import type { ChangedPackage } from '../../domain/findings/match-loop.ts';
import { debianInventory } from './debian-inventory.ts';
import type { FakeAdvisories, FakeAdvisory } from './fake-advisories.ts';
import { digestOf, type InventoryWorld } from './inventory-world.ts';

type Draw = Pick<Random, 'uniform'>;

const systems = [
  { distro: { id: 'debian', idLike: [], versionId: '12' }, type: 'deb' },
  { distro: { id: 'ubuntu', idLike: [], versionId: '22.04' }, type: 'deb' },
  { distro: { id: 'almalinux', idLike: [], versionId: '9.3' }, type: 'rpm' },
  { distro: { id: 'rhel', idLike: [], versionId: '9.3' }, type: 'rpm' },
  { distro: undefined, type: 'deb' },
] as const;

const ecosystemPool = [
  'Debian:12',
  'Ubuntu:22.04:LTS',
  'Ubuntu:Pro:22.04:LTS',
  'AlmaLinux:9',
  'Red Hat:enterprise_linux:9::baseos',
  'Red Hat:enterprise_linux:9::appstream',
  'PyPI',
  'npm',
];
const names = ['alpha', 'beta', 'gamma-lib', 'delta'];
const versions = ['1.0', '1.5', '2.0', '2.0+esm1'];
const levels = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
const cves = ['CVE-2024-1001', 'CVE-2024-1002', 'CVE-2024-1003'];
const architectures = ['amd64', 'arm64', 'riscv64', 's390x', 'ppc64le'];
const words = ['image-1', 'image-2', 'image-3', 'image-4', 'image-5'];

export interface AdvisoryChange {
  readonly changed: readonly ChangedPackage[];
  giveTo(advisories: FakeAdvisories): void;
}

export class RandomAdvisories {
  readonly #random: Draw;
  #advisories: readonly FakeAdvisory[] = [];
  #ecosystems: readonly string[] = ['Debian:12', 'Ubuntu:Pro:22.04:LTS', 'npm'];
  #number = 0;

  constructor(random: Draw) {
    this.#random = random;
  }

  giveTo(advisories: FakeAdvisories): void {
    advisories.replace(this.#advisories, this.#ecosystems);
  }

  /** Some records come, go, are withdrawn or say something else; now and then an ecosystem comes or goes. */
  change(): AdvisoryChange {
    const before = textsByPackage(this.#advisories);
    const kept = this.#advisories.filter(() => this.#random.uniform() > 0.1);
    const said = kept.map((one) => (this.#random.uniform() < 0.2 ? this.#changed(one) : one));
    const count = Math.floor(this.#random.uniform() * 5);
    this.#advisories = [...said, ...Array.from({ length: count }, () => this.#added())];
    if (this.#random.uniform() < 0.15) {
      const ecosystem = pick(this.#random, ecosystemPool);
      const isThere = this.#ecosystems.includes(ecosystem);
      this.#ecosystems = isThere
        ? this.#ecosystems.filter((one) => one !== ecosystem)
        : [...this.#ecosystems, ecosystem];
    }
    // As in a file: an ecosystem is covered exactly when there is a record of it.
    this.#advisories = this.#advisories.filter(({ ecosystem = '' }) =>
      this.#ecosystems.includes(ecosystem),
    );
    const after = textsByPackage(this.#advisories);
    const keys = [...new Set([...before.keys(), ...after.keys()])];
    const changed = keys.filter((key) => before.get(key) !== after.get(key));
    const [advisories, ecosystems] = [this.#advisories, this.#ecosystems];
    return {
      changed: changed.map((key) => JSON.parse(key) as ChangedPackage),
      giveTo: (given) => given.replace(advisories, ecosystems),
    };
  }

  #added(): FakeAdvisory {
    this.#number += 1;
    return this.#changed({
      id: pick(this.#random, [pick(this.#random, cves), `REC-${this.#number}`]),
      ecosystem: pick(this.#random, this.#ecosystems),
      packageName: pick(this.#random, names),
    });
  }

  #changed(one: FakeAdvisory): FakeAdvisory {
    const { fixed: _, ...rest } = one;
    return {
      ...rest,
      aliases: this.#random.uniform() < 0.4 ? [pick(this.#random, cves)] : [],
      ...(this.#random.uniform() < 0.7 ? { fixed: pick(this.#random, versions) } : {}),
      level: pick(this.#random, levels),
      isWithdrawn: this.#random.uniform() < 0.1,
    };
  }
}

export class RandomImages {
  readonly #random: Draw;

  constructor(random: Draw) {
    this.#random = random;
  }

  /** Something that happens in a registry, to be done to any world. */
  act(step: number): (world: InventoryWorld) => Promise<void> {
    const word = pick(this.#random, words);
    const tag = pick(this.#random, ['v1', 'v2', 'v3']);
    const draw = this.#random.uniform();
    if (draw < 0.15) return (world) => report(world, step, word);
    if (draw < 0.3) return (world) => world.seen(world.context(step), { tags: { [tag]: 'many' } });
    if (draw < 0.4) {
      return (world) => world.index(world.context(step), 'many', [word, 'image-1', 'image-2']);
    }
    const inventory = this.#inventory(word);
    return async (world) => {
      await world.seen(world.context(step), { tags: { [tag]: word } });
      await world.inventory(world.context(step), inventory);
    };
  }

  #inventory(word: string): Inventory {
    const { distro, type } = pick(this.#random, systems);
    // One image for each platform of an index: which of several is shown depends on which came first.
    const architecture = architectures[words.indexOf(word)] ?? 'amd64';
    const { distro: _, ...base } = debianInventory({ word, packages: [], architecture });
    const count = Math.floor(this.#random.uniform() * 10);
    return {
      ...base,
      ...(distro === undefined ? {} : { distro: { ...distro, idLike: [] } }),
      packages: Array.from({ length: count }, () => this.#package(type)),
    };
  }

  #package(system: Package['type']): Package {
    const type = pick(this.#random, [system, system, 'pypi', 'npm'] as const);
    const name = pick(this.#random, names);
    const version = pick(this.#random, versions);
    const isSystem = type === system;
    const isSourced = isSystem && this.#random.uniform() < 0.5;
    const isOwned = !isSystem && this.#random.uniform() < 0.2;
    const spelling = type === 'pypi' ? name.replace('-', '_').toUpperCase() : name;
    return {
      ...{ type, version, name: spelling, detector: 'test', locations: [] },
      purl: `pkg:${type}/${spelling}@${version}`,
      layer: Math.floor(this.#random.uniform() * 3),
      ...(isSourced ? { source: { name: pick(this.#random, names), version } } : {}),
      ...(isSystem ? { architecture: pick(this.#random, ['amd64', 'i386']) } : {}),
      ...(type === 'rpm' && this.#random.uniform() < 0.3 ? { modularity: 'app:1:2:abc' } : {}),
      ...(isOwned ? { ownedBy: 'pkg:deb/debian/owner' } : {}),
    };
  }
}

async function report(world: InventoryWorld, step: number, word: string): Promise<void> {
  const context = world.context(step);
  const { jobId, attempt, registryId } = context;
  await world.write(context, (stores) =>
    world.sink.imageExternal(stores, context, {
      ...{ type: 'image.external', jobId, attempt, registryId },
      ...{ repository: 'app', digest: digestOf(word) },
      reports: [
        {
          ...{ scanner: 'trivy', outcome: 'reported' },
          findings: [
            {
              ...{ id: 'CVE-2024-1001', aliases: [], packageName: 'alpha', packageVersion: '1.0' },
              ...{ packageType: 'deb', severity: 'high', summary: 'told' },
            },
          ],
        },
      ],
    }),
  );
}

function textsByPackage(advisories: readonly FakeAdvisory[]): ReadonlyMap<string, string> {
  const groups = Map.groupBy(advisories, ({ ecosystem, packageName }) =>
    JSON.stringify({ ecosystem, packageName }),
  );
  return new Map([...groups].map(([key, rows]) => [key, JSON.stringify(rows)]));
}

function pick<Item>(random: Draw, items: readonly Item[]): Item {
  return items[Math.floor(random.uniform() * items.length)] as Item;
}
