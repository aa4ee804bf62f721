// The tables of the audit log as Kysely sees them.

export interface AuditEventTable {
  org_id: string;
  /** Without gaps, from 1, in each organisation. */
  seq: number;
  at: number;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  address: string;
  request_id: string;
  action: string;
  target_kind: string;
  target_id: string;
  before_json: string | null;
  after_json: string | null;
  previous_hash: string;
  hash: string;
}

/** Events up to `seq` were removed; `hash` is that of the last of them. */
export interface AuditCheckpointTable {
  org_id: string;
  seq: number;
  hash: string;
  created_at: number;
}

/** The last event there is, or was. */
export interface AuditHeadTable {
  org_id: string;
  seq: number;
  hash: string;
}
