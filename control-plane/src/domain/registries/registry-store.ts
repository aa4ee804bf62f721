// What the registries rules need remembered, within one organisation and across all of them.

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface RegistryStore {
  readonly orgId: string;
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemRegistryStore {
  readonly scope: 'system';
}
