// Tells whoever looks that something changed: the kinds of things, not what they are now. Several commits within a
// moment become one message, and a listener that is slow holds a set of kinds, never a queue.
import type { Clock, Timer } from '@harborguard/shared/ports.ts';

export const changeKinds = [
  'registry',
  'sensor',
  'job',
  'image',
  'finding',
  'key',
  'webhook',
  'notification',
  'policy',
  'member',
  'setting',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A scan commits many times a second; people read no faster than this. */
const gatherMs = 400;

export type ChangeListener = (kinds: readonly ChangeKind[]) => void;

export interface ChangeFeed {
  /** `orgId` is undefined for work that is of no single organisation: then all are told that kind. */
  publish(orgId: string | undefined, kinds: Iterable<ChangeKind>): void;
  /** Returns what ends it. */
  subscribe(orgId: string, listener: ChangeListener): () => void;
}

export function createChangeFeed(clock: Clock): ChangeFeed {
  const listeners = new Map<string, Set<ChangeListener>>();
  const gathered = new Map<string, Set<ChangeKind>>();
  let timer: Timer | undefined;

  const tell = (): void => {
    timer = undefined;
    const due = [...gathered];
    gathered.clear();
    for (const [orgId, kinds] of due) {
      for (const listener of [...(listeners.get(orgId) ?? [])]) listener([...kinds]);
    }
  };

  return {
    publish: (orgId, kinds) => {
      const changed = [...kinds];
      if (changed.length === 0) return;
      for (const each of orgId === undefined ? [...listeners.keys()] : [orgId]) {
        if (!listeners.has(each)) continue;
        const known = gathered.get(each) ?? new Set();
        for (const kind of changed) known.add(kind);
        gathered.set(each, known);
      }
      if (gathered.size === 0 || timer !== undefined) return;
      timer = clock.setTimer(gatherMs, tell, { background: true });
    },
    subscribe: (orgId, listener) => {
      const ofOrganisation = listeners.get(orgId) ?? new Set();
      listeners.set(orgId, ofOrganisation.add(listener));
      return () => {
        ofOrganisation.delete(listener);
        if (ofOrganisation.size === 0) listeners.delete(orgId);
      };
    },
  };
}
