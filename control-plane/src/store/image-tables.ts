// The tables of images and what is in them.
import type { Generated } from 'kysely';

/** One row per digest and organisation: a manifest, or an index of manifests. */
export interface ImageTable {
  id: Generated<number>;
  org_id: string;
  digest: string;
  /** Empty while it is not known. */
  media_type: string;
  kind: 'unknown' | 'image' | 'index' | 'artifact';
  /** Of an artifact: what it says it is. */
  artifact_type: string | null;
  size_bytes: number | null;
  os: string | null;
  architecture: string | null;
  variant: string | null;
  first_seen_at: number;
  /** waiting: no inventory yet; failed: the last scan ended with scan_error_code. */
  scan_state: 'waiting' | 'indexed' | 'partial' | 'failed';
  scan_error_code: string | null;
  scanned_at: number | null;
  analyzer_version: string | null;
  package_count: number;
  critical: number;
  high: number;
  medium: number;
  low: number;
  unknown: number;
  /** covered | no-advisory-data | not-a-distro | null before the first match. */
  coverage: 'covered' | 'no-advisory-data' | 'not-a-distro' | null;
  /** The package types for which there were no advisories at the last match. */
  uncovered_json: string;
  distro: string | null;
  /** As the inventory says it, JSON `null` without one; null while it is not kept yet. */
  distro_json: string | null;
  /** The advisory database (its built_at) the matches come from; null while a match is due. */
  matched_with: number | null;
  matched_at: number | null;
}

/** Where a digest may be pulled from. */
export interface ImageLocationTable {
  org_id: string;
  image_id: number;
  registry_id: string;
  repository: string;
  last_seen_at: number;
}

export interface IndexMemberTable {
  org_id: string;
  index_image_id: number;
  member_digest: string;
  role: 'image' | 'attestation' | 'other';
  os: string | null;
  architecture: string | null;
  variant: string | null;
  position: number;
}

/** The whole inventory, zstd-compressed JSON. */
export interface InventoryTable {
  org_id: string;
  image_id: number;
  analyzer_version: string;
  body: Uint8Array;
  bytes: number;
  received_at: number;
}

/** For search and re-match: which images hold which package. */
export interface ImagePackageTable {
  org_id: string;
  image_id: number;
  type: string;
  name: string;
  /** The name advisories use: the source or origin package of a distro, the normalised name elsewhere. */
  source_name: string;
  version: string;
  layer: number;
  /** What matching asks of it; null when that is not kept yet, or differs between packages of this name and version. */
  fact_id: number | null;
}

/** What matching asks of a package, once for all images that hold it. */
export interface PackageFactTable {
  id: Generated<number>;
  org_id: string;
  body_json: string;
}

/** A secret by place, a permission or a setting that a scan saw; `body_json` is the whole of it. */
export interface ImageObservationTable {
  id: Generated<number>;
  org_id: string;
  image_id: number;
  kind: string;
  rule: string;
  severity: string;
  /** 0 is the gravest. */
  severity_rank: number;
  path: string | null;
  body_json: string;
}

/** What an external scanner last said of an image. */
export interface ExternalReportTable {
  org_id: string;
  image_id: number;
  scanner: 'trivy' | 'grype';
  /** Of the last try. */
  outcome: 'reported' | 'unavailable';
  code: string | null;
  /** The findings of the last report there was, zstd-compressed JSON. */
  body: Uint8Array | null;
  received_at: number;
}

/** Long values are cut; the inventory holds them whole. */
export interface ImageLabelTable {
  org_id: string;
  image_id: number;
  name: string;
  value: string;
}
