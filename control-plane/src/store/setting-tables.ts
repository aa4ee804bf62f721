// The tables of settings, data keys, saved views and rules of retention.

/** Seals the secrets of its owner; stored wrapped. */
export interface DataKeyTable {
  /** Sealed values name it. */
  id: string;
  org_id: string;
  owner_kind: string;
  owner_id: string;
  wrapped: Uint8Array;
  /** The id of the key that unwraps it. */
  wrapped_by: string;
  created_at: number;
}

/** Small facts of the installation: the time it was last alive, the key check of sealed credentials. */
export interface SettingTable {
  name: string;
  value: string;
}

/** What a request with an Idempotency-Key was answered, for when it comes again. */
export interface IdempotentAnswerTable {
  org_id: string;
  /** SHA-256 of who sent it, the route and the key. */
  key_hash: string;
  /** SHA-256 of address and body. */
  request_hash: string;
  /** Null while the first request is at work. */
  status: number | null;
  /** Sealed, since an answer may hold a secret that is shown once. */
  answer_sealed: Uint8Array | null;
  created_at: number;
}

/** What somebody looks at again and again. */
export interface SavedViewTable {
  id: string;
  org_id: string;
  kind: string;
  name: string;
  query_json: string;
  /** `person:ID` or `key:ID`. */
  owner: string;
  owner_name: string;
  is_shared: 0 | 1;
  created_at: number;
  updated_at: number;
}

export interface RetentionRuleTable {
  id: string;
  org_id: string;
  name: string;
  kind: string;
  repositories_json: string;
  registry_id: string | null;
  older_than_days: number | null;
  keep_newest: number | null;
  is_enabled: 0 | 1;
  created_at: number;
  updated_at: number;
  last_run_at: number | null;
  last_removed: number | null;
}
