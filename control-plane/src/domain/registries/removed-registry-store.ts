// What is left of registries that were removed. Nobody sees it any more; it is taken away a little at a time.
import type { PlacedExposure } from '../findings/finding-store.ts';

export interface LeftFinding extends PlacedExposure {
  readonly isOpen: boolean;
}

/** What hangs on a registry besides its findings, in the order in which it goes. */
export const registryRemains = ['tags', 'images', 'attachments', 'repositories', 'counts'] as const;
export type RegistryRemains = (typeof registryRemains)[number];

/** Bound to one organisation; a registry that is still there has nothing left over. */
export interface RemovedRegistryStore {
  findings(registryId: string, limit: number): Promise<readonly LeftFinding[]>;
  removeFindings(registryId: string, findings: readonly LeftFinding[]): Promise<void>;
  /** At most `limit` rows with what hangs on them; returns how many went. */
  remove(registryId: string, remains: RegistryRemains, limit: number): Promise<number>;
  /** Nothing is left. */
  noteCleared(registryId: string, now: number): Promise<void>;
}

export interface RemovedRegistry {
  readonly orgId: string;
  readonly registryId: string;
}

/** Across organisations. */
export interface SystemRemovedRegistryStore {
  /** Removed, and not cleared to the end; the oldest first. */
  uncleared(): Promise<readonly RemovedRegistry[]>;
}
