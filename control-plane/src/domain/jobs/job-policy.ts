// The numbers and names of the job rules: who goes first, how long, how often, and what counts as the same job.
import { createHash } from 'node:crypto';
import type { JobKind } from '@harborguard/shared/protocol/jobs.ts';
import type { JobIntent, JobTrigger } from './job.ts';

/** Somebody waits for an interactive job; scans a sync found are the bulk and come last. */
export const triggerPriorities: Readonly<Record<JobTrigger, number>> = {
  interactive: 100,
  push: 50,
  heartbeat: 20,
  schedule: 20,
  sync: 10,
};

/** So that what has a low priority comes to its turn, however much people and pipelines ask for. */
export const fairness = {
  /** Of so many jobs a sensor is given, one is that which has waited longest. */
  everyNth: 8,
  /** Once it has been ready for so long: until then priority alone decides. */
  afterMs: 3_600_000,
} as const;

/** A sensor persists a job before it accepts; more than this means that it did not get it. */
export const offerMs = 10_000;

export interface JobBudgets {
  readonly probe: number;
  readonly sync: number;
  readonly scan: number;
}

export const defaultBudgetsMs: JobBudgets = {
  probe: 60_000,
  sync: 6 * 3_600_000,
  scan: 3_600_000,
};

/** The sensor ends a job over its budget itself; only when it does not is the lease taken away. */
export const budgetGraceMs = 30_000;

/** A sensor that is busy or draining is left alone this long. */
export const refusalPauseMs = 5_000;

/** Budgets are by the hour; a little more than that is remembered. */
export const budgetPauseMsMax = 3_700_000;

const retryBaseMs = 10_000;
const retryMaxMs = 10 * 60_000;

/** The wait after the n-th counted attempt, n from 1. */
export function retryDelayMs(countedAttempts: number, uniform: number): number {
  const delay = Math.min(retryMaxMs, retryBaseMs * 3 ** (countedAttempts - 1));
  return Math.round(delay * (0.75 + uniform / 2));
}

export type JobSlots = Readonly<Record<JobKind, number>>;

export const defaultSlots: JobSlots = { scan: 4, sync: 2, probe: 4 };

const slotsPerKindMax = 256;
const slotCapability = /^slots\.(scan|sync|probe)=(\d{1,4})$/;

/** Sensors announce capacity as capabilities, such as `slots.scan=8`. */
export function slotsOf(capabilities: readonly string[]): JobSlots {
  const slots: Record<JobKind, number> = { ...defaultSlots };
  for (const capability of capabilities) {
    const [, kind, count] = slotCapability.exec(capability) ?? [];
    if (isJobKind(kind)) slots[kind] = Math.min(Number(count), slotsPerKindMax);
  }
  return slots;
}

function isJobKind(kind: string | undefined): kind is JobKind {
  return kind === 'scan' || kind === 'sync' || kind === 'probe';
}

/** At most one unfinished job of an organisation carries the same key. */
export function dedupeKey(registryId: string, intent: JobIntent): string {
  switch (intent.kind) {
    case 'probe':
      return `probe:${registryId}`;
    case 'sync':
      return intent.repositories === undefined
        ? wholeSyncKey(registryId)
        : `sync:${registryId}:${fingerprint(intent.repositories)}`;
    case 'scan':
      // Unlike an image, it belongs to the image it hangs on in this repository.
      if (intent.attachmentTag !== undefined) {
        return `attachment:${registryId}:${intent.repository}:${intent.reference}`;
      }
      return isDigest(intent.reference)
        ? `scan:${registryId}:${intent.reference}`
        : `scan:${registryId}:${intent.repository}:${intent.reference}`;
  }
}

export function wholeSyncKey(registryId: string): string {
  return `sync:${registryId}`;
}

function isDigest(reference: string): boolean {
  return reference.includes(':');
}

function fingerprint(repositories: readonly string[]): string {
  const sorted = [...new Set(repositories)].sort();
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32);
}
