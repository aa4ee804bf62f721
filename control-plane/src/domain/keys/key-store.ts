// What the keys rules need remembered, within one organisation and across all of them.

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface KeyStore {
  readonly orgId: string;
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemKeyStore {
  readonly scope: 'system';
}
