// What the API and the console ask about findings: those of one image, and exposures, which people follow over
// time. Every question is bound to one organisation.

import type { CveSignal } from '@harborguard/shared/advisories/cve-signal.ts';
import type { MatchStatus } from '@harborguard/shared/match/match-report.ts';
import type { PackageRange } from '@harborguard/shared/match/package-range.ts';
import type { VerdictKind } from '@harborguard/shared/policy/judge-image.ts';
import type { SignedMark } from '@harborguard/shared/signatures/verdict.ts';
import type {
  Page,
  PageRequest,
  SeverityCounts,
  SeverityLevel,
  Sort,
} from '../inventory/image-queries.ts';
import type { TrendPoint } from './finding-trend.ts';
import type { PostureCohorts } from './posture-trend.ts';

export type FindingStatus = MatchStatus;

/** An advisory that applies to a package of one image. */
export interface ImageFinding {
  readonly advisoryId: string;
  /** All its names: CVE, GHSA and the distro's own. */
  readonly ids: readonly string[];
  readonly sources: readonly string[];
  readonly packageType: string;
  readonly packageName: string;
  readonly packageVersion: string;
  readonly purl: string;
  readonly severity: SeverityLevel;
  readonly score?: number;
  readonly vector?: string;
  readonly severityOrigin: string;
  readonly fixedIn?: string;
  readonly status: FindingStatus;
  /** EPSS and KEV of its CVEs. */
  readonly signal?: CveSignal;
  readonly summary: string;
  /** When its advisory was published, where the data says so. */
  readonly publishedAtMs?: number;
  readonly layer: number;
}

export interface FindingWhereabouts {
  /** Paths inside the image. */
  readonly locations: readonly string[];
  /** Absent while no tag shows it. */
  readonly firstSeenAt?: number;
  /** Absent while there is no fix. */
  readonly fixKnownAt?: number;
}

export interface ImageFindingFilter {
  readonly severity?: SeverityLevel;
  /** Any of its ids. */
  readonly advisoryId?: string;
  readonly packageName?: string;
  readonly fixable?: boolean;
  readonly layer?: number;
  readonly kev?: boolean;
  readonly epssMin?: number;
}

export const resolvedReasons = [
  'upgraded',
  'package gone',
  'tag gone',
  'advisory withdrawn',
  'accepted',
] as const;
export type ResolvedReason = (typeof resolvedReasons)[number];

/** A finding in its place, followed over time: rebuilding a tag with the same package makes nothing new. */
export interface Exposure {
  readonly id: number;
  readonly advisoryId: string;
  readonly ids: readonly string[];
  readonly packageType: string;
  readonly packageName: string;
  readonly packageVersion: string;
  readonly severity: SeverityLevel;
  readonly score?: number;
  readonly fixedIn?: string;
  readonly signal?: CveSignal;
  readonly summary?: string;
  readonly registryId: string;
  readonly registryName: string;
  readonly repository: string;
  readonly tag: string;
  readonly platform: string;
  /** The image that shows it now, or showed it last. */
  readonly digest: string;
  readonly state: 'open' | 'resolved';
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly resolvedAt?: number;
  readonly resolvedReason?: ResolvedReason;
  /** Absent while there is no fix. */
  readonly fixKnownAt?: number;
}

export interface ExposureFilter {
  readonly registryId?: string;
  /** Absent: all. Otherwise only these registries, for keys that may see no others. */
  readonly registryIds?: readonly string[];
  /** Exact; with a `*` anywhere, a pattern. */
  readonly repository?: string;
  /** Exact; with a `*` anywhere, a pattern. */
  readonly tag?: string;
  readonly severity?: SeverityLevel;
  /** Any id of the advisory. */
  readonly advisoryId?: string;
  /** Whole, or the part behind the colon; with a `*` anywhere, a pattern of the whole. */
  readonly packageName?: string;
  readonly packageRange?: PackageRange;
  readonly firstSeenFrom?: number;
  /** Not included. */
  readonly firstSeenTo?: number;
  readonly signed?: SignedMark;
  /** Of the policies on the image that shows it. */
  readonly verdict?: VerdictKind;
  readonly fixable?: boolean;
  /** Known to be exploited, or not known to be. */
  readonly kev?: boolean;
  /** At least as likely to be exploited as this, 0 to 1. */
  readonly epssMin?: number;
  /** Absent: open. */
  readonly state?: 'open' | 'resolved' | 'all';
}

/** Severity descending, the default, begins with the critical ones. */
export const exposureSortColumns = [
  'severity',
  'epss',
  'kevDueAt',
  'firstSeenAt',
  'resolvedAt',
  'advisory',
  'package',
  'repository',
] as const;
export type ExposureSortColumn = (typeof exposureSortColumns)[number];

/** The open findings of one advisory together. */
export interface AdvisoryGroup {
  readonly advisoryId: string;
  readonly ids: readonly string[];
  readonly summary?: string;
  /** The worst one. */
  readonly severity: SeverityLevel;
  /** Distinct digests. */
  readonly images: number;
  readonly findings: number;
  /** Findings for which a fixed version is known. */
  readonly fixable: number;
  readonly firstSeenAt: number;
  /** The packages it was found in, those with the most findings first. */
  readonly packages: readonly {
    readonly type: string;
    readonly name: string;
    readonly fixedIn?: string;
  }[];
  /** Of the first fix of one of its packages; absent while there is none. */
  readonly fixKnownAt?: number;
  readonly signal?: CveSignal;
}

export const advisoryGroupSortColumns = [
  'severity',
  'images',
  'findings',
  'firstSeenAt',
  'epss',
  'advisory',
] as const;
export type AdvisoryGroupSortColumn = (typeof advisoryGroupSortColumns)[number];

/** Open exposures in numbers. */
export interface FindingSummary {
  readonly open: SeverityCounts;
  readonly total: number;
  readonly fixable: number;
  /** Known to be exploited. */
  readonly knownExploited: number;
  /** Distinct advisories among the open exposures. */
  readonly advisories: number;
  /** Distinct registry, repository and tag among the open exposures. */
  readonly affectedTags: number;
}

export interface TrendRequest {
  readonly now: number;
  /** Ending today. */
  readonly days: number;
  readonly filter?: Pick<ExposureFilter, 'registryId' | 'registryIds'>;
}

export interface FindingQueries {
  /** Undefined when no live registry of the organisation has the digest. */
  ofImage(
    orgId: string,
    digest: string,
    filter: ImageFindingFilter,
    page: PageRequest,
  ): Promise<Page<ImageFinding> | undefined>;
  /** All of them in steps, oldest first. */
  exportExposures(orgId: string, filter: ExposureFilter): AsyncIterable<readonly Exposure[]>;
  byAdvisory(
    orgId: string,
    filter: ExposureFilter,
    page: PageRequest,
    sort?: Sort<AdvisoryGroupSortColumn>,
  ): Promise<Page<AdvisoryGroup>>;
  /** One for each of the findings, in their order. With `registryIds` only places in these count. */
  whereabouts(
    orgId: string,
    digest: string,
    findings: readonly ImageFinding[],
    registryIds?: readonly string[],
  ): Promise<readonly FindingWhereabouts[]>;
  exposures(
    orgId: string,
    filter: ExposureFilter,
    page: PageRequest,
    sort?: Sort<ExposureSortColumn>,
  ): Promise<Page<Exposure>>;
  summary(
    orgId: string,
    filter?: Pick<ExposureFilter, 'registryId' | 'registryIds'>,
  ): Promise<FindingSummary>;
  /** Open findings of each of the registries, all zeros where there are none. */
  openByRegistry(
    orgId: string,
    registryIds: readonly string[],
  ): Promise<ReadonlyMap<string, SeverityCounts>>;
  /** Open findings at the end of each day, the oldest first. */
  trend(orgId: string, request: TrendRequest): Promise<readonly TrendPoint[]>;
  /** Those open on any of the days. */
  cohorts(orgId: string, request: TrendRequest): Promise<PostureCohorts>;
}
