// Many images written straight into the tables as if sensors had reported them and the advisories had been applied: one tag
// each, with matches and open exposures. For benches only; what it writes is what a full match leaves alone.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { distroScope, matchPackage } from '@harborguard/shared/match/match-package.ts';
import type { Inventory, Package } from '@harborguard/shared/protocol/inventory.ts';
import BetterSqlite3 from 'better-sqlite3';
import type { ImageFinding } from '../../domain/findings/finding-queries.ts';
import { imageFinding } from '../../domain/findings/matched-image.ts';
import { severityLevels } from '../../domain/inventory/image-queries.ts';
import { encodeInventory } from '../inventory-codec.ts';
import { matchColumns } from '../match-rows.ts';
import { factText } from '../package-fact-rows.ts';

export interface SeededInstallation {
  readonly orgId: string;
  readonly registryId: string;
  /** Of the images 1, 2, 3 and so on. */
  readonly images: number;
  /** Packages that images share are the same objects: what follows from each is made once. */
  readonly inventoryOf: (image: number) => Inventory;
  readonly repositoryOf: (image: number) => string;
  readonly advisories: AdvisoryQuery;
}

type Row = Readonly<Record<string, string | number | null | Uint8Array>>;

/** The organisation and the registry are there already. */
export function seedMatchedImages(path: string, seeded: SeededInstallation): void {
  const sqlite = new BetterSqlite3(path);
  try {
    sqlite.pragma('synchronous = OFF');
    withoutIndexes(sqlite, ['image_package', 'match', 'exposure'], () => {
      sqlite.transaction(() => new Seeding(sqlite, seeded).run())();
    });
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    sqlite.close();
  }
}

/** Nothing is written that stays the same, so the ids tell whether anything did not. */
export function findingRows(path: string): string {
  const sqlite = new BetterSqlite3(path, { readonly: true });
  try {
    const rows = sqlite
      .prepare(
        `select 'match' as kind, count(*) as rows, sum(id) as ids from match
         union all select 'exposure', count(*), sum(id) from exposure
         union all select 'open', count(*), sum(id) from exposure where resolved_at is null`,
      )
      .all();
    return JSON.stringify(rows);
  } finally {
    sqlite.close();
  }
}

/** One sort for each index at the end, instead of a million places found one after the other. */
function withoutIndexes(
  sqlite: BetterSqlite3.Database,
  tables: readonly string[],
  run: () => void,
): void {
  const indexes = sqlite
    .prepare<[string], { name: string; sql: string }>(
      `select name, sql from sqlite_master where type = 'index' and sql is not null
       and tbl_name in (select value from json_each(?))`,
    )
    .all(JSON.stringify(tables));
  for (const { name } of indexes) sqlite.exec(`drop index ${name}`);
  run();
  for (const { sql } of indexes) sqlite.exec(sql);
}

class Seeding {
  readonly #seeded: SeededInstallation;
  readonly #sqlite: BetterSqlite3.Database;
  readonly #inserts = new Map<string, BetterSqlite3.Statement>();
  readonly #facts = new Map<Package, number>();
  readonly #repositories = new Map<string, number>();
  readonly #findings = new Map<Package, readonly ImageFinding[]>();

  constructor(sqlite: BetterSqlite3.Database, seeded: SeededInstallation) {
    this.#sqlite = sqlite;
    this.#seeded = seeded;
  }

  run(): void {
    for (let image = 1; image <= this.#seeded.images; image += 1) this.#add(image);
    for (const finding of [...this.#findings.values()].flat()) this.#remember(finding);
  }

  #add(image: number): void {
    const { orgId, registryId, inventoryOf, repositoryOf } = this.#seeded;
    const inventory = inventoryOf(image);
    const repository = repositoryOf(image);
    const repositoryId = this.#repositoryId(repository);
    const findings = inventory.packages.flatMap((found) => this.#findingsOf(found, inventory));
    this.#insert('image', this.#imageRow(image, inventory, findings));
    this.#insert('tag', {
      ...{ id: image, org_id: orgId, repository_id: repositoryId, name: `v${image}` },
      ...{ digest: inventory.imageDigest, first_seen_at: 1, last_seen_at: 1, moved_at: 1 },
      ...{ attachment: 0, added_job_id: '', judged_job_id: '', judged_attempt: 1 },
    });
    this.#insert('image_location', {
      ...{ org_id: orgId, image_id: image, registry_id: registryId, repository, last_seen_at: 1 },
    });
    this.#insert('inventory', {
      ...{ org_id: orgId, image_id: image, analyzer_version: inventory.analyzerVersion },
      ...{ ...encodeInventory(inventory), received_at: 1 },
    });
    for (const found of inventory.packages) this.#addPackage(image, found);
    for (const finding of findings) {
      this.#insert('match', matchColumns(orgId, image, finding) as Row);
      this.#insert('exposure', this.#exposureRow(image, inventory, finding));
    }
  }

  #repositoryId(name: string): number {
    const known = this.#repositories.get(name);
    if (known !== undefined) return known;
    const id = this.#repositories.size + 1;
    this.#repositories.set(name, id);
    const { orgId, registryId } = this.#seeded;
    this.#insert('repository', {
      ...{ id, org_id: orgId, registry_id: registryId, name, first_seen_at: 1, last_seen_at: 1 },
    });
    return id;
  }

  #findingsOf(found: Package, { distro }: Inventory): readonly ImageFinding[] {
    const known = this.#findings.get(found);
    if (known !== undefined) return known;
    const { advisories } = this.#seeded;
    const scope = distroScope(distro, advisories);
    const findings = matchPackage(found, scope, { advisories, known: new Map() }).map((finding) =>
      imageFinding(found, finding),
    );
    this.#findings.set(found, findings);
    return findings;
  }

  #imageRow(image: number, inventory: Inventory, findings: readonly ImageFinding[]): Row {
    const { platform, distro } = inventory;
    const counts = severityLevels.map((level) => [
      level,
      findings.filter(({ severity }) => severity === level).length,
    ]);
    return {
      ...{ id: image, org_id: this.#seeded.orgId, digest: inventory.imageDigest, kind: 'image' },
      ...{ media_type: inventory.mediaType, size_bytes: inventory.sizeBytes },
      ...{ os: platform.os, architecture: platform.architecture, first_seen_at: 1 },
      ...{ scan_state: 'indexed', scanned_at: 1, analyzer_version: inventory.analyzerVersion },
      ...{ package_count: inventory.packages.length, ...Object.fromEntries(counts) },
      ...{ coverage: 'covered', uncovered_json: '[]', distro: distro?.prettyName ?? null },
      ...{ distro_json: JSON.stringify(distro ?? null), matched_at: 1 },
      matched_with: this.#seeded.advisories.describe().builtAtMs,
    };
  }

  #addPackage(image: number, found: Package): void {
    let factId = this.#facts.get(found);
    if (factId === undefined) {
      factId = this.#facts.size + 1;
      this.#facts.set(found, factId);
      this.#insert('package_fact', {
        id: factId,
        org_id: this.#seeded.orgId,
        body_json: factText(found),
      });
    }
    this.#insert('image_package', {
      ...{ org_id: this.#seeded.orgId, image_id: image, type: found.type, name: found.name },
      ...{ source_name: found.source?.name ?? found.name, version: found.version },
      ...{ layer: found.layer, fact_id: factId },
    });
  }

  #exposureRow(image: number, { platform }: Inventory, finding: ImageFinding): Row {
    const { orgId, registryId, repositoryOf } = this.#seeded;
    return {
      ...{ org_id: orgId, registry_id: registryId, repository: repositoryOf(image) },
      ...{ tag: `v${image}`, platform: `${platform.os}/${platform.architecture}` },
      ...{ package_type: finding.packageType, package_name: finding.packageName },
      ...{ advisory_id: finding.advisoryId, image_id: image, severity: finding.severity },
      ...{ package_version: finding.packageVersion, fixed_in: finding.fixedIn ?? null },
      severity_rank: severityLevels.indexOf(finding.severity),
      ...{ first_seen_at: 1, last_seen_at: 1 },
    };
  }

  #remember({ advisoryId, packageType, packageName, fixedIn, ids }: ImageFinding): void {
    const { orgId } = this.#seeded;
    this.#insert('finding_age', {
      ...{ org_id: orgId, advisory_id: advisoryId, package_type: packageType },
      ...{ package_name: packageName, unfixed_seen_at: fixedIn === undefined ? 1 : null },
      fix_seen_at: fixedIn === undefined ? null : 1,
    });
    for (const alias of new Set([advisoryId, ...ids])) {
      this.#insert('advisory_alias', {
        org_id: orgId,
        alias: alias.toUpperCase(),
        advisory_id: advisoryId,
      });
    }
  }

  #insert(table: string, row: Row): void {
    let insert = this.#inserts.get(table);
    if (insert === undefined) {
      const columns = Object.keys(row);
      const text = `insert or ignore into "${table}" (${columns.join(', ')})
        values (${columns.map(() => '?').join(', ')})`;
      insert = this.#sqlite.prepare(text);
      this.#inserts.set(table, insert);
    }
    insert.run(Object.values(row));
  }
}
