// The tables of jobs.

export interface JobTable {
  id: string;
  org_id: string;
  registry_id: string;
  kind: 'probe' | 'sync' | 'scan';
  /** queued -> assigned (offered) -> running (accepted) -> succeeded | failed | cancelled | dead */
  state: 'queued' | 'assigned' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'dead';
  payload_json: string;
  priority: number;
  /** At most one job that is not finished carries the same key. */
  dedupe_key: string;
  trigger: 'interactive' | 'push' | 'schedule' | 'sync' | 'heartbeat';
  /** bound: sensors that serve the registry; system: managed sensors, for a registry not stored yet. */
  route: 'bound' | 'system';
  attempt: number;
  /** Attempts that count towards the limit; one lost to a cut link does not. */
  counted_attempts: number;
  /** Of the latest attempt; kept when the job is queued again, so that the same sensor may take it up. */
  sensor_id: string | null;
  lease_until: number | null;
  budget_until: number | null;
  not_before: number;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  cancel_requested_at: number | null;
  error_code: string | null;
  error_details_json: string | null;
  result_json: string | null;
  progress_json: string | null;
  traceparent: string | null;
}
