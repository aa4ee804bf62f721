// A stored image as a report: its inventory and the findings that are on record, so that a file says what the console
// says. Nothing is matched here.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { MatchCoverage } from '@harborguard/shared/match/match-report.ts';
import { languageEcosystemOf } from '@harborguard/shared/match/package-lookups.ts';
import { type Inventory, packageTypes } from '@harborguard/shared/protocol/inventory.ts';
import {
  packageKey,
  type ReportedFinding,
  sortedFindings,
} from '@harborguard/shared/report/reported-findings.ts';
import type {
  Acceptance,
  MatchedFindings,
  ScanReport,
} from '@harborguard/shared/report/scan-report.ts';
import type { ImageFinding } from '../domain/findings/finding-queries.ts';
import type { ImageDetail } from '../domain/inventory/image-queries.ts';
import type { Caller } from '../domain/keys/caller.ts';
import type { ApiServices } from './services.ts';

/** A whole distribution with every advisory of its life stays below a tenth of this. */
const findingsMax = 100_000;

type ReportServices = Pick<
  ApiServices,
  'unitOfWork' | 'findings' | 'findingExceptions' | 'advisories' | 'clock' | 'version'
>;

/** Throws IMAGE_NOT_INDEXED for indexes and for images that have no inventory yet. */
export async function imageReport(
  services: ReportServices,
  caller: Pick<Caller, 'orgId' | 'registryIds'>,
  detail: ImageDetail,
): Promise<ScanReport> {
  const { orgId } = caller;
  const inventory = await inventoryOf(services, orgId, detail);
  const { description } = services.advisories();
  const isMatched = detail.matchedAt !== undefined;
  return {
    toolVersion: services.version,
    createdAtMs: services.clock.now(),
    ...(description === undefined || !isMatched ? {} : { advisories: description }),
    images: [
      {
        name: nameOf(detail),
        inventory,
        ...(isMatched ? { matched: await matchedOf(services, caller, { detail, inventory }) } : {}),
      },
    ],
  };
}

async function inventoryOf(
  { unitOfWork }: ReportServices,
  orgId: string,
  { digest, kind }: ImageDetail,
): Promise<Inventory> {
  const inventory = await unitOfWork.read(orgId, async (stores) => {
    const [image] = await stores.inventory.imagesByDigest([digest]);
    return image && (await stores.inventory.inventory(image.id));
  });
  if (inventory !== undefined) return inventory;
  throw new HarborError('IMAGE_NOT_INDEXED', { details: { kind } });
}

/** The first of its names; a digest that no tag shows is called by its repository. */
function nameOf({ places, locations, digest }: ImageDetail): string {
  const [place] = places;
  if (place !== undefined) return `${place.repository}:${place.tag}`;
  return locations[0]?.repository ?? digest;
}

async function matchedOf(
  { findings, findingExceptions }: ReportServices,
  { orgId, registryIds }: Pick<Caller, 'orgId' | 'registryIds'>,
  { detail, inventory }: { readonly detail: ImageDetail; readonly inventory: Inventory },
): Promise<MatchedFindings> {
  const page = { page: 1, pageSize: findingsMax };
  const stored = await findings.ofImage(orgId, detail.digest, {}, page);
  if (stored === undefined) throw new HarborError('NOT_FOUND');
  const indexes = indexesByPackage(inventory);
  const decided = await findingExceptions.of(orgId, detail, stored.rows);
  const accepted = new Map<ReportedFinding, Acceptance>();
  const reported = stored.rows.flatMap((row, at) => {
    const shown = reportedFinding(row, indexes);
    if (shown === undefined) return [];
    const decision = decided[at];
    // What still counts in some place is not done with.
    if (decision?.state === 'active' && decision.isEverywhere) {
      // Exceptions reach beyond registries: whoever sees only some of these learns that there is one.
      const { reason } = decision.exception;
      accepted.set(shown, registryIds.length > 0 ? {} : { reason });
    }
    return [shown];
  });
  return {
    findings: sortedFindings(reported),
    ignored: [],
    accepted,
    hiddenUnfixed: 0,
    coverage: coverageOf(detail, inventory),
  };
}

function indexesByPackage(inventory: Inventory): ReadonlyMap<string, readonly number[]> {
  const indexes = new Map<string, number[]>();
  for (const [index, found] of inventory.packages.entries()) {
    // The distro speaks for what it owns, so no finding is about this one.
    if (found.ownedBy !== undefined) continue;
    const same = indexes.get(packageKey(found));
    if (same === undefined) indexes.set(packageKey(found), [index]);
    else same.push(index);
  }
  return indexes;
}

/** Nothing when the image was indexed anew and holds the package no longer; its next match is on the way. */
function reportedFinding(
  row: ImageFinding,
  indexes: ReadonlyMap<string, readonly number[]>,
): ReportedFinding | undefined {
  const type = packageTypes.find((known) => known === row.packageType);
  if (type === undefined) return undefined;
  const found = { type, name: row.packageName, version: row.packageVersion, purl: row.purl };
  const packageIndexes = indexes.get(packageKey(found));
  if (packageIndexes === undefined) return undefined;
  return {
    package: found,
    packageIndexes,
    advisoryId: row.advisoryId,
    ids: row.ids,
    sources: row.sources,
    upstream: [],
    severity: {
      level: row.severity,
      origin: row.severityOrigin,
      ...(row.score === undefined ? {} : { score: row.score }),
      ...(row.vector === undefined ? {} : { vector: row.vector }),
    },
    status: row.status,
    ...(row.fixedIn === undefined ? {} : { fixedIn: row.fixedIn }),
    ...(row.signal === undefined ? {} : { signal: row.signal }),
    summary: row.summary,
    ...(row.publishedAtMs === undefined ? {} : { publishedAtMs: row.publishedAtMs }),
  };
}

const systemTypes: ReadonlySet<string> = new Set(['deb', 'apk', 'rpm']);

function coverageOf({ uncoveredTypes }: ImageDetail, inventory: Inventory): MatchCoverage {
  const languages = packageTypes.filter((type) => uncoveredTypes.includes(type));
  const isUncovered = uncoveredTypes.some((type) => systemTypes.has(type));
  const covered = inventory.distro === undefined ? 'not-a-distro' : 'covered';
  return {
    distro: isUncovered ? 'no-advisory-data' : covered,
    ecosystemsWithoutData: languages.flatMap((type) => languageEcosystemOf(type) ?? []).toSorted(),
  };
}
