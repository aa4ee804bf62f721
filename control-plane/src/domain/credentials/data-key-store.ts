// What is remembered of data keys, and the sealed values that are older than them.
import type { SealedPlace } from './seal.ts';

export const dataKeyOwnerKinds = ['registry', 'notifications', 'answers'] as const;

/** What one data key seals: the secrets of a registry, those of an organisation's channels, or its kept answers. */
export interface DataKeyOwner {
  readonly kind: (typeof dataKeyOwnerKinds)[number];
  /** Of the registry; of the organisation for everything else. */
  readonly id: string;
}

export interface WrappedDataKey {
  readonly id: string;
  readonly owner: DataKeyOwner;
  readonly wrapped: Uint8Array;
  /** The id of the key that unwraps it. */
  readonly wrappedBy: string;
  readonly createdAt: number;
}

/** Bound to one organisation. */
export interface DataKeyStore {
  readonly orgId: string;
  find(owner: DataKeyOwner): Promise<WrappedDataKey | undefined>;
  /** Leaves the one that is there, when somebody was faster. */
  insert(key: WrappedDataKey): Promise<void>;
  /** What it sealed opens no more, also in copies of the rows. */
  remove(owner: DataKeyOwner): Promise<void>;
}

/** A value sealed before there were data keys. */
export interface DirectlySealed {
  readonly orgId: string;
  readonly owner: DataKeyOwner;
  readonly place: SealedPlace;
  readonly sealed: Uint8Array;
}

export interface SystemDataKeyStore {
  readonly scope: 'system';
  /** The ids of all keys that wrap something. */
  wrappingKeyIds(): Promise<readonly string[]>;
  /** In the order of their ids, after that one. */
  notWrappedBy(
    keyId: string,
    page: { readonly afterId: string; readonly limit: number },
  ): Promise<readonly WrappedDataKey[]>;
  countNotWrappedBy(keyId: string): Promise<number>;
  rewrap(id: string, wrapped: Uint8Array, wrappedBy: string): Promise<void>;
  /** What was sealed with this key itself. */
  directlySealed(keyId: string, limit: number): Promise<readonly DirectlySealed[]>;
  /** Nothing happens when the value has changed meanwhile. */
  replaceSealed(value: DirectlySealed, sealed: Uint8Array): Promise<void>;
}
