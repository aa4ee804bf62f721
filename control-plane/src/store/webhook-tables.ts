// The tables of push events.
import type { Generated } from 'kysely';

/** What senders of push events prove themselves with. */
export interface WebhookSecretTable {
  id: string;
  org_id: string;
  registry_id: string;
  prefix: string;
  /** SHA-256 of the whole secret, hex. */
  hash: string;
  /** The secret itself, where senders sign with it; sealed. */
  sealed: Uint8Array | null;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** Whose identity token counts for a registry. */
export interface WebhookIdentityTable {
  org_id: string;
  registry_id: string;
  email: string;
  audience: string | null;
}

/** One request of a sender: what became of it. Of the payload only names of repositories are kept. */
export interface WebhookReceiptTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  format: string;
  received_at: number;
  outcome: 'accepted' | 'ignored' | 'replayed' | 'refused';
  reason: string | null;
  source: string;
  repositories_json: string;
}

/** Events that have had their effect, so that a second delivery has none. */
export interface WebhookSeenTable {
  org_id: string;
  registry_id: string;
  /** SHA-256 of the sender's id, or of the body. */
  key: string;
  forget_at: number;
}

/** Accepted and not yet jobs; nothing is lost at a crash. */
export interface WebhookPendingTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  repository: string;
  /** A tag or digest to scan; null: sync the repository. */
  reference: string | null;
  received_at: number;
}
