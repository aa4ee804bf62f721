// The tables of matches, exposures and what the advisories tell about them.
import type { Generated } from 'kysely';

export interface MatchTable {
  id: Generated<number>;
  org_id: string;
  image_id: number;
  advisory_id: string;
  ids_json: string;
  sources_json: string;
  package_type: string;
  package_name: string;
  package_version: string;
  purl: string;
  severity: 'critical' | 'high' | 'medium' | 'low' | 'unknown';
  /** 0 for critical, growing with less severe ones; to sort by. */
  severity_rank: number;
  score: number | null;
  vector: string | null;
  severity_origin: string;
  fixed_in: string | null;
  status: 'fixed-available' | 'no-fix' | 'wont-fix' | 'ignored' | 'undetermined';
  summary: string;
  layer: number;
}

export interface ExposureTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  repository: string;
  tag: string;
  platform: string;
  package_type: string;
  package_name: string;
  advisory_id: string;
  /** The image that shows it now, or showed it last. */
  image_id: number;
  package_version: string;
  severity: 'critical' | 'high' | 'medium' | 'low' | 'unknown';
  /** 0 for critical, growing with less severe ones; to sort by. */
  severity_rank: number;
  fixed_in: string | null;
  first_seen_at: number;
  /** Of an open one: when it was opened; the image says when it was matched last. */
  last_seen_at: number;
  resolved_at: number | null;
  resolved_reason:
    | 'upgraded'
    | 'package gone'
    | 'tag gone'
    | 'advisory withdrawn'
    | 'accepted'
    | null;
}

/** How many exposures an advisory has in a package and a registry. Kept by triggers; rows of zeros may be left. */
export interface FindingCountTable {
  org_id: string;
  registry_id: string;
  advisory_id: string;
  severity: ExposureTable['severity'];
  package_type: string;
  package_name: string;
  /** Empty without a fix. */
  fixed_in: string;
  open: number;
  resolved: number;
}

/** How many exposures of a registry were opened and resolved on a day. Kept by triggers. */
export interface FindingDayTable {
  org_id: string;
  registry_id: string;
  /** Of UTC, counted from 1970. */
  day: number;
  severity: ExposureTable['severity'];
  opened: number;
  resolved: number;
}

/** How many open exposures a tag has. Kept by triggers. */
export interface FindingTagTable {
  org_id: string;
  registry_id: string;
  repository: string;
  tag: string;
  open: number;
}

/** Images whose matches are due; the matcher takes from here and nothing is lost at a crash. */
export interface MatchQueueTable {
  org_id: string;
  image_id: number;
  requested_at: number;
  /** Raised by each further request, so that one that comes during a match is not lost with it. */
  version: number;
  /** 0 when only packages whose advisories changed are due. */
  is_whole: number;
}

/** Tags whose exposures are due though none of their images is: moved tags, tags of an image in very many places. */
export interface ExposureQueueTable {
  org_id: string;
  tag_id: number;
  requested_at: number;
}

/** Which names lead to an advisory that matched something: its CVE, its GHSA, the distro's own. */
export interface AdvisoryAliasTable {
  org_id: string;
  alias: string;
  advisory_id: string;
}

/** What EPSS and KEV say of an advisory that matched something. */
export interface AdvisorySignalTable {
  org_id: string;
  advisory_id: string;
  /** The CVEs it stands for. */
  cves_json: string;
  epss: number | null;
  percentile: number | null;
  /** Days, as the catalog writes them. */
  kev_added_at: string | null;
  kev_due_at: string | null;
}
