// What the findings rules need remembered, within one organisation and across all of them.

import type { CveSignal } from '@harborguard/shared/advisories/cve-signal.ts';
import type { MatchablePackage } from '@harborguard/shared/match/match-package.ts';
import type { ExternalReport } from '@harborguard/shared/protocol/external-report.ts';
import type { Distro, Package } from '@harborguard/shared/protocol/inventory.ts';
import type { SeverityCounts, SeverityLevel } from '../inventory/image-queries.ts';
import type { ImageFinding, ResolvedReason } from './finding-queries.ts';

export type ImageCoverage = 'covered' | 'no-advisory-data' | 'not-a-distro';

/** What is known of an advisory besides how serious it is. */
export interface AdvisorySignal {
  readonly advisoryId: string;
  /** The CVEs it stands for. */
  readonly cves: readonly string[];
  readonly signal: CveSignal;
}

/** All that a match says of an image. */
export interface MatchedImage {
  readonly matches: readonly ImageFinding[];
  /** Of each advisory among the matches that stands for a CVE. */
  readonly signals: readonly AdvisorySignal[];
  readonly counts: SeverityCounts;
  readonly coverage: ImageCoverage;
  /** The package types for which there are no advisories. */
  readonly uncoveredTypes: readonly string[];
  /** The advisory database, by the time it was made. */
  readonly matchedWith: number;
}

/** What matching asks of a package, the same for every image that holds it. */
export type PackageFact = MatchablePackage & Pick<Package, 'purl'>;

export interface HeldPackage {
  readonly imageId: number;
  readonly layer: number;
  /** Unknown where the inventory has to be asked. */
  readonly fact: PackageFact | undefined;
}

/** All that is said of some packages of an image now; what was said of them before is over. */
export interface PackageMatches {
  readonly imageId: number;
  readonly packages: readonly Pick<Package, 'type' | 'name' | 'version'>[];
  readonly matches: readonly ImageFinding[];
}

export interface ChangedMatches {
  readonly imageId: number;
  /** Of which a match came, went or changed. */
  readonly packageNames: readonly string[];
}

/** A live tag of a live registry: where exposures are. */
export interface TagPlace {
  readonly tagId: number;
  readonly registryId: string;
  readonly repository: string;
  readonly tag: string;
}

/** A platform image that a tag shows, directly or as a member of its index. */
export interface ShownImage {
  readonly imageId: number;
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly matched: boolean;
  readonly uncoveredTypes: readonly string[];
}

export interface ExposureKey {
  readonly platform: string;
  readonly packageType: string;
  readonly packageName: string;
  readonly advisoryId: string;
}

/** What may change about an exposure while it stays the same. */
export interface ExposureState {
  readonly imageId: number;
  readonly packageVersion: string;
  readonly severity: SeverityLevel;
  readonly fixedIn?: string;
}

export interface OpenExposure extends ExposureKey, ExposureState {
  readonly id: number;
}

export type ExposurePlace = Omit<TagPlace, 'tagId'>;

export interface PlacedExposure {
  readonly exposure: OpenExposure;
  readonly place: ExposurePlace;
}

export interface NewExposure extends ExposureKey, ExposureState {
  readonly place: ExposurePlace;
  /** Accepted from the first moment. */
  readonly isAccepted: boolean;
}

export interface ExposureChange {
  readonly id: number;
  readonly state: ExposureState;
}

export interface InstalledPackage {
  readonly imageId: number;
  readonly type: string;
  readonly name: string;
  readonly version: string;
}

/** What of a match decides about exposures. */
export type ExposedMatch = Pick<
  ImageFinding,
  'advisoryId' | 'packageType' | 'packageName' | 'packageVersion' | 'severity' | 'fixedIn'
>;

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface FindingStore {
  readonly orgId: string;

  /** Of the requests that are still there, to tell whether they are the ones that were taken. */
  queuedVersions(imageIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
  dropQueuedImages(imageIds: readonly number[]): Promise<void>;
  dropQueuedTags(tagIds: readonly number[]): Promise<void>;

  /**
   * Replaces the matches of the image and the numbers that follow from them. `same` when exposures that were up to date
   * still are.
   */
  saveMatches(imageId: number, matched: MatchedImage, now: number): Promise<'same' | 'changed'>;
  /** Of the images that are matched and depend on nothing but packages: the distro that each is made of. */
  partlyMatchable(imageIds: readonly number[]): Promise<ReadonlyMap<number, Distro | undefined>>;
  /** The packages of these images that advisories call by one of the names, in the order of their inventories. */
  packagesNamed(
    imageIds: readonly number[],
    changed: readonly ChangedNames[],
  ): Promise<readonly HeldPackage[]>;
  /** Replaces the matches of some packages only, and tells where that made a difference. */
  savePackageMatches(
    images: readonly PackageMatches[],
    known: Pick<MatchedImage, 'signals' | 'matchedWith'>,
    now: number,
  ): Promise<readonly ChangedMatches[]>;
  /** For an image that was never matched, while there are no advisories at all. */
  markUnmatchable(imageId: number): Promise<void>;
  /** By image, in the order they were found; of these packages only, where names are given. */
  matchesOf(
    imageIds: readonly number[],
    packageNames?: readonly string[],
  ): Promise<ReadonlyMap<number, readonly ExposedMatch[]>>;
  packagesOf(
    imageIds: readonly number[],
    names: readonly string[],
  ): Promise<readonly InstalledPackage[]>;

  /** Of scanners that are not among these nothing is kept; one that learnt nothing keeps what it said before. */
  saveExternalReports(
    imageId: number,
    reports: readonly ExternalReport[],
    now: number,
  ): Promise<void>;
  externalReports(
    imageId: number,
  ): Promise<readonly Pick<ExternalReport, 'scanner' | 'findings'>[]>;

  /** Live tags that show the image, in the order of their ids. */
  tagsShowing(imageIds: readonly number[]): Promise<ReadonlyMap<number, readonly TagPlace[]>>;
  /** Of those that are live. */
  tagPlaces(tagIds: readonly number[]): Promise<readonly TagPlace[]>;
  /** By tag. */
  shownImages(tagIds: readonly number[]): Promise<ReadonlyMap<number, readonly ShownImage[]>>;
  queueTags(tagIds: readonly number[], now: number): Promise<void>;

  /** By tag, in the order they were opened; of these packages only, where names are given. */
  openExposures(
    tagIds: readonly number[],
    packageNames?: readonly string[],
  ): Promise<ReadonlyMap<number, readonly OpenExposure[]>>;
  /** In every registry that is there. */
  openExposuresOf(advisoryIds: readonly string[]): Promise<readonly PlacedExposure[]>;
  /** Those of the advisories that are known to be exploited. */
  exploitedAmong(advisoryIds: readonly string[]): Promise<ReadonlySet<string>>;
  addExposures(exposures: readonly NewExposure[], now: number): Promise<void>;
  /** By tag: resolved because somebody accepted them. */
  acceptedExposures(
    tagIds: readonly number[],
  ): Promise<ReadonlyMap<number, readonly OpenExposure[]>>;
  reopenExposure(id: number, state: ExposureState): Promise<void>;
  changeExposures(changes: readonly ExposureChange[]): Promise<void>;
  resolveExposures(ids: readonly number[], reason: ResolvedReason, now: number): Promise<void>;
  resolveTags(tagIds: readonly number[], reason: ResolvedReason, now: number): Promise<void>;
}

export interface QueuedImage {
  readonly orgId: string;
  readonly imageId: number;
  readonly version: number;
  /** Otherwise only packages whose advisories changed are due. */
  readonly isWhole: boolean;
}

export interface QueuedTag {
  readonly orgId: string;
  readonly tagId: number;
}

/** Packages whose advisories changed, as images name them: types, and names as advisories write them. */
export interface ChangedNames {
  readonly types: readonly string[];
  readonly names: readonly string[];
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemFindingStore {
  readonly scope: 'system';
  /** Oldest requests first. */
  queuedImages(limit: number, except: readonly number[]): Promise<readonly QueuedImage[]>;
  queuedTags(limit: number, except: readonly number[]): Promise<readonly QueuedTag[]>;
  /** Every image that has an inventory. */
  queueAllImages(now: number): Promise<void>;
  /** For these packages only. */
  queueImagesHolding(changed: ChangedNames, now: number): Promise<void>;
  /** Whether anything is left of earlier requests for changed packages only. */
  hasPartRequests(): Promise<boolean>;
  /** Images with packages, or of a distro, that no advisory could be found for. */
  queueUncoveredImages(now: number): Promise<void>;
  /** Images that wait for the first advisories. */
  queueUnmatchedImages(now: number): Promise<void>;
  /** Of every organisation. */
  advisorySignals(): Promise<readonly (AdvisorySignal & { readonly orgId: string })[]>;
  saveSignals(signals: readonly (AdvisorySignal & { readonly orgId: string })[]): Promise<void>;
  /** Images that are not queued need no match: what they were matched with counts as this database. */
  setMatchedWith(builtAt: number): Promise<void>;
}
