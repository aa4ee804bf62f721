// The one status word of a registry and the conditions true besides it. Computed from facts each time, stored never:
// so it cannot be stuck, and cannot contradict what it is made of.
import { type ErrorCode, errorRow } from '../errors/error-table.ts';

export const registryStatuses = ['DISCONNECTED', 'SYNCING', 'CONNECTED', 'ERROR'] as const;
export type RegistryStatus = (typeof registryStatuses)[number];

/** How a finished sync ended. `restricted` and `unconfirmed` are successes with a condition. */
export const syncOutcomeKinds = ['succeeded', 'restricted', 'unconfirmed', 'failed'] as const;
export type SyncOutcomeKind = (typeof syncOutcomeKinds)[number];

export interface SyncOutcome {
  readonly kind: SyncOutcomeKind;
  /** Why it failed. */
  readonly code?: ErrorCode;
}

export interface RegistryFacts {
  /** Of the sensors that serve it, the best: none was ever seen, one is live, or all are lost. */
  readonly sensor: 'never-seen' | 'live' | 'lost';
  /** An unexpired lease of a sync job exists. */
  readonly syncRunning: boolean;
  readonly lastSync?: SyncOutcome;
  /** The advisories its images are matched with. */
  readonly advisories?: 'current' | 'stale' | 'missing';
  /** Why nothing starts by itself at this moment. */
  readonly restraint?: 'paused' | 'blackout';
}

/** A lost sensor outranks a running sync, which outranks the last outcome. */
export function registryStatus({ sensor, syncRunning, lastSync }: RegistryFacts): RegistryStatus {
  if (sensor === 'never-seen') return 'DISCONNECTED';
  if (sensor === 'lost') return 'ERROR';
  if (syncRunning) return 'SYNCING';
  if (lastSync === undefined) return 'DISCONNECTED';
  return lastSync.kind === 'failed' ? 'ERROR' : 'CONNECTED';
}

export interface RegistryCondition {
  readonly code: ErrorCode;
  readonly firstCheck: string;
}

/** The gravest first. */
export function registryConditions(facts: RegistryFacts): readonly RegistryCondition[] {
  return [
    sensorCode(facts),
    syncCode(facts.lastSync),
    restraintCode(facts.restraint),
    advisoryCode(facts.advisories),
  ]
    .filter((code) => code !== undefined)
    .map((code) => ({ code, firstCheck: errorRow(code).firstCheck }));
}

function sensorCode({ sensor }: RegistryFacts): ErrorCode | undefined {
  if (sensor === 'live') return undefined;
  return sensor === 'lost' ? 'SENSOR_OFFLINE' : 'SENSOR_NOT_CONNECTED_YET';
}

function syncCode(lastSync: SyncOutcome | undefined): ErrorCode | undefined {
  switch (lastSync?.kind) {
    case 'failed':
      return lastSync.code ?? 'INTERNAL_ERROR';
    case 'restricted':
      return 'CATALOG_RESTRICTED';
    case 'unconfirmed':
      return 'SHRINK_UNCONFIRMED';
    case 'succeeded':
    case undefined:
      return undefined;
  }
}

function restraintCode(restraint: RegistryFacts['restraint']): ErrorCode | undefined {
  if (restraint === undefined) return undefined;
  return restraint === 'paused' ? 'REGISTRY_PAUSED' : 'BLACKOUT_OPEN';
}

function advisoryCode(advisories: RegistryFacts['advisories']): ErrorCode | undefined {
  if (advisories === 'missing') return 'ADVISORIES_MISSING';
  return advisories === 'stale' ? 'ADVISORIES_STALE' : undefined;
}
