// What the API and the console ask about images. Every question is bound to one organisation.

import type { PackageRange } from '@harborguard/shared/match/package-range.ts';
import type { VerdictKind, VerdictReason } from '@harborguard/shared/policy/judge-image.ts';
import type { ExternalScannerName } from '@harborguard/shared/protocol/external-report.ts';
import type { ImageFacts, IndexingIssue, Package } from '@harborguard/shared/protocol/inventory.ts';
import type { SignedMark, Verdict } from '@harborguard/shared/signatures/verdict.ts';
import type { PageCursor, PageEdges } from '../page-key.ts';
import type { RepositoryTags } from '../registries/preview-filters.ts';
import type { AttachmentRow } from '../signatures/signature-store.ts';

export interface PageRequest {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Where the page begins, instead of its number. */
  readonly cursor?: PageCursor;
}

export interface Page<Row> extends PageEdges {
  readonly rows: readonly Row[];
  readonly total: number;
}

export interface Sort<Column extends string> {
  readonly column: Column;
  readonly direction: 'ascending' | 'descending';
}

export const severityLevels = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
export type SeverityLevel = (typeof severityLevels)[number];
export type SeverityCounts = Readonly<Record<SeverityLevel, number>>;

/**
 * waiting: not scanned, or not matched yet; no-advisory-data: indexed, but nothing is known about its packages;
 * that is never the same as clean; artifact: no image, so nothing to scan.
 */
export const imageStates = [
  'indexed',
  'partial',
  'failed',
  'waiting',
  'no-advisory-data',
  'artifact',
] as const;
export type ImageState = (typeof imageStates)[number];

/** By name unless asked otherwise; severity descending begins with the most critical findings. */
export const imageSortColumns = [
  'name',
  'severity',
  'packages',
  'firstSeenAt',
  'lastSeenAt',
  'scannedAt',
] as const;
export type ImageSortColumn = (typeof imageSortColumns)[number];

export interface ImageFilter {
  readonly registryId?: string;
  /** Absent: all. Otherwise only these registries, for keys that may see no others. */
  readonly registryIds?: readonly string[];
  /** Exact; with a `*` anywhere, a pattern. */
  readonly repository?: string;
  /** Exact; with a `*` anywhere, a pattern. */
  readonly tag?: string;
  /** Of the platform's manifest or of the index. */
  readonly digest?: string;
  /** Part of `repository:tag`. */
  readonly search?: string;
  readonly platform?: string;
  /** Images that hold a package of this name, or made from this source package; of Maven, the part behind the colon. */
  readonly packageName?: string;
  readonly packageRange?: PackageRange;
  /** Since when the tag is known. */
  readonly firstSeenFrom?: number;
  /** Not included. */
  readonly firstSeenTo?: number;
  /** At least one finding with a fixed version, or none. */
  readonly fixable?: boolean;
  /** At least one finding known to be exploited, or none. */
  readonly kev?: boolean;
  /** At least one finding that is at least as likely to be exploited, 0 to 1. */
  readonly epssMin?: number;
  /** At least one of these labels. */
  readonly labels?: readonly ImageLabel[];
  /** Images with a finding of this advisory, by any of its ids. */
  readonly advisoryId?: string;
  readonly state?: ImageState;
  /** At least one finding of this severity. */
  readonly severity?: SeverityLevel;
  readonly signed?: SignedMark;
  readonly verdict?: VerdictKind;
}

export interface ImageLabel {
  readonly name: string;
  /** Absent: any. */
  readonly value?: string;
}

/** One registry, repository, tag and platform. */
export interface ImageRow {
  readonly registryId: string;
  readonly registryName: string;
  readonly repository: string;
  readonly tag: string;
  /** Of the platform's manifest. */
  readonly digest: string;
  readonly indexDigest?: string;
  /** `linux/amd64`; absent while nobody knows. */
  readonly platform?: string;
  readonly state: ImageState;
  readonly errorCode?: string;
  readonly distro?: string;
  readonly sizeBytes?: number;
  readonly packages: number;
  readonly findings: SeverityCounts;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly movedAt: number;
  /** By the registry, of what the tag shows now; absent where it does not say. */
  readonly pushedAt?: number;
  readonly scannedAt?: number;
  /** By its own signatures or those of its index, whichever say more. */
  readonly signed: SignedMark;
  /** Of the policies. */
  readonly verdict: VerdictKind;
  readonly verdictSentence?: string;
}

export interface ImagePlace {
  readonly registryId: string;
  readonly registryName: string;
  readonly repository: string;
  readonly tag: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly movedAt: number;
  /** By the registry, of what the tag shows now; absent where it does not say. */
  readonly pushedAt?: number;
  /** Set when the tag is an index and this image one of its members. */
  readonly indexDigest?: string;
}

/** What the policies say of an image as a tag shows it. */
export interface TagVerdict {
  readonly registryId: string;
  readonly repository: string;
  readonly tag: string;
  readonly kind: VerdictKind;
  readonly sentence: string;
  readonly reasons: readonly VerdictReason[];
  readonly acceptedFindings: number;
  readonly judgedAt: number;
}

export interface ImageMember {
  readonly digest: string;
  readonly role: 'image' | 'attestation' | 'other';
  readonly platform?: string;
  readonly state?: ImageState;
}

export interface ImageLayer {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly createdBy?: string;
  /** A guess by the history; absent when nothing tells. */
  readonly fromBase?: boolean;
  readonly packages: number;
  readonly findings: SeverityCounts;
}

export interface ExternalScannerState {
  readonly scanner: ExternalScannerName;
  readonly outcome: 'reported' | 'unavailable';
  readonly code?: string;
  readonly receivedAt: number;
}

export interface PlaceVerdict {
  readonly registryId: string;
  readonly repository: string;
  readonly verdict: Verdict;
}

export interface ImageDetail {
  readonly digest: string;
  readonly kind: 'unknown' | 'image' | 'index' | 'artifact';
  /** Of an artifact. */
  readonly artifactType?: string;
  /** Absent while it is not known. */
  readonly mediaType?: string;
  readonly state: ImageState;
  readonly errorCode?: string;
  readonly platform?: string;
  readonly distro?: string;
  /** The package types for which no advisories are known; findings of these cannot show. */
  readonly uncoveredTypes: readonly string[];
  readonly sizeBytes?: number;
  readonly analyzerVersion?: string;
  readonly firstSeenAt: number;
  readonly scannedAt?: number;
  readonly matchedAt?: number;
  /** The advisory database (its time of making) the findings come from. */
  readonly matchedWith?: number;
  readonly packages: number;
  readonly findings: SeverityCounts;
  readonly places: readonly ImagePlace[];
  /** Repositories the digest can be pulled from, tagged or not. */
  readonly locations: readonly { readonly registryId: string; readonly repository: string }[];
  /** Of an index. */
  readonly members: readonly ImageMember[];
  readonly layers: readonly ImageLayer[];
  readonly facts?: ImageFacts;
  /** The external scanners that looked at it, or could not. */
  readonly externalScanners: readonly ExternalScannerState[];
  /** What hangs on the digest, in every repository. */
  readonly attachments: readonly AttachmentRow[];
  /** What its signatures say, by the place they lie at. */
  readonly signatures: readonly PlaceVerdict[];
  /** Of the policies, for each tag that shows it. */
  readonly verdicts: readonly TagVerdict[];
  readonly issues: readonly IndexingIssue[];
}

export interface PackageFilter {
  readonly type?: string;
  /** Part of the name. */
  readonly search?: string;
  readonly layer?: number;
  /** Only packages with findings. */
  readonly affected?: boolean;
}

export const packageSortColumns = ['name', 'type', 'findings'] as const;
export type PackageSortColumn = (typeof packageSortColumns)[number];

export interface PackageRow extends Package {
  readonly findings: SeverityCounts;
}

/** How much of what is known has been looked into. Counted in platform images shown by tags; artifacts are none. */
export interface Coverage {
  readonly known: number;
  /** indexed, partial and no-advisory-data together. */
  readonly scanned: number;
  readonly partial: number;
  readonly failed: number;
  readonly waiting: number;
  readonly noAdvisoryData: number;
  readonly tags: number;
  readonly repositories: number;
}

export interface RepositoryFilter {
  readonly registryId: string;
  /** Part of the name. */
  readonly search?: string;
}

/** One repository with what its tags show; an image that two tags show counts for both. */
export interface RepositoryRow {
  readonly repository: string;
  readonly tags: number;
  /** Distinct digests. */
  readonly images: number;
  /** Not scanned yet. */
  readonly waiting: number;
  readonly findings: SeverityCounts;
  readonly lastSeenAt: number;
}

export interface ImageQueries {
  repositories(
    orgId: string,
    filter: RepositoryFilter,
    page: PageRequest,
  ): Promise<Page<RepositoryRow>>;
  list(
    orgId: string,
    filter: ImageFilter,
    page: PageRequest,
    sort?: Sort<ImageSortColumn>,
  ): Promise<Page<ImageRow>>;
  /** Undefined when no live registry of the organisation has the digest. */
  detail(orgId: string, digest: string): Promise<ImageDetail | undefined>;
  packages(
    orgId: string,
    digest: string,
    filter: PackageFilter,
    page: PageRequest,
    sort?: Sort<PackageSortColumn>,
  ): Promise<Page<PackageRow> | undefined>;
  /** All of them in steps. */
  exportImages(orgId: string, filter: ImageFilter): AsyncIterable<readonly ImageRow[]>;
  /** The live tags of a registry in order of their repositories, read while they are taken. */
  tagNames(orgId: string, registryId: string): AsyncIterable<RepositoryTags>;
  coverage(
    orgId: string,
    filter?: Pick<ImageFilter, 'registryId' | 'registryIds'>,
  ): Promise<Coverage>;
}
