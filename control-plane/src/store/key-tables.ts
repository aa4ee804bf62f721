// The tables of organisations and their keys.

export interface OrganisationTable {
  id: string;
  name: string;
  created_at: number;
}

export interface ApiKeyTable {
  id: string;
  org_id: string;
  name: string;
  /** `user` keys call the API; `sensor` keys open links. */
  kind: 'user' | 'sensor' | 'personal';
  role: string;
  prefix: string;
  /** SHA-256 of the whole key, hex. The key itself is stored nowhere. */
  hash: string;
  sensors_max: number;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
  /** The managed sensor's key serves every organisation. */
  is_system: 0 | 1;
  /** Whose personal token it is. */
  person_id: string | null;
  /** The enrolment token a sensor came with. */
  enrolment_token_id: string | null;
  /** A candidate: the key it replaces once it has been used. */
  takes_over_from: string | null;
  /** The person or key that made it, and its name then; of a key made on the machine itself, nobody. */
  created_by: string | null;
  created_by_name: string | null;
}

/** Which registries a sensor key, or a scoped user key, may see. */
export interface ApiKeyRegistryTable {
  org_id: string;
  api_key_id: string;
  registry_id: string;
}
