// The tables of policies, exceptions and verdicts.
import type { VerdictKind } from '@harborguard/shared/policy/judge-image.ts';

export interface PolicyTable {
  id: string;
  org_id: string;
  name: string;
  rule_json: string;
  is_enabled: 0 | 1;
  created_at: number;
  updated_at: number;
}

export interface ExceptionTable {
  id: string;
  org_id: string;
  advisory: string | null;
  package_name: string | null;
  scope_json: string;
  reason: string;
  author: string;
  author_id: string | null;
  created_at: number;
  expires_at: number;
  /** Null: only asked for. */
  approved_by: string | null;
  approved_at: number | null;
  revoked_by: string | null;
  revoked_at: number | null;
  warned_at: number | null;
  /** Its end has had its effect. */
  ended_at: number | null;
}

/** One for each image of each tag; without one, nobody has judged yet. */
export interface VerdictTable {
  org_id: string;
  tag_id: number;
  image_id: number;
  platform: string;
  kind: VerdictKind;
  /** The last one that was not `unknown`: changes are told from it. */
  known_kind: VerdictKind | null;
  sentence: string;
  reasons_json: string;
  accepted_findings: number;
  /** When time alone may change it. */
  changes_at: number | null;
  judged_at: number;
}

export interface VerdictQueueTable {
  org_id: string;
  tag_id: number;
  requested_at: number;
}

/** Since when a finding and its fix are known, in whichever image. */
export interface FindingAgeTable {
  org_id: string;
  advisory_id: string;
  package_type: string;
  package_name: string;
  published_at: number | null;
  /** Seen without a fix, before one was seen. */
  unfixed_seen_at: number | null;
  fix_seen_at: number | null;
}

export interface ImagePolicyFactTable {
  org_id: string;
  image_id: number;
  facts_json: string;
}
