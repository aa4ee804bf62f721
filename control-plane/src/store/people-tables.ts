// The tables of people, their memberships and how they come in, as Kysely sees them.

/** A person is one of the installation; what they may do stands in their memberships. */
export interface PersonTable {
  id: string;
  /** In lower case. */
  email: string;
  name: string;
  /** With the parameters it was made with; null for people who sign in elsewhere. */
  password_hash: string | null;
  password_changed_at: number | null;
  oidc_issuer: string | null;
  oidc_subject: string | null;
  created_at: number;
}

export interface MembershipTable {
  org_id: string;
  person_id: string;
  role: string;
  created_at: number;
}

/** One browser of one person. Only hashes of its tokens are kept. */
export interface PersonSessionTable {
  id: string;
  org_id: string;
  person_id: string;
  hash: string;
  /** When `hash` came into use. */
  hash_since: number;
  /** Sent to the browser and not yet seen again. */
  candidate_hash: string | null;
  candidate_at: number | null;
  /** Accepted for a short while after `hash_since`; later it is a sign of a stolen cookie. */
  previous_hash: string | null;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  address: string;
  agent: string;
}

/** For the first owner, a new member, or somebody who forgot the password. */
export interface OneTimeLinkTable {
  id: string;
  org_id: string;
  kind: 'first-owner' | 'invitation' | 'password-reset';
  hash: string;
  role: string;
  email: string | null;
  /** Of a password reset. */
  person_id: string | null;
  created_by: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  revoked_at: number | null;
}

export interface EnrolmentTokenTable {
  id: string;
  org_id: string;
  name: string;
  prefix: string;
  hash: string;
  role: string;
  labels_json: string;
  uses_max: number;
  uses: number;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
  /** The person or key that made it, and its name then; of a key made on the machine itself, nobody. */
  created_by: string | null;
  created_by_name: string | null;
}

export interface EnrolmentTokenRegistryTable {
  org_id: string;
  enrolment_token_id: string;
  registry_id: string;
}
