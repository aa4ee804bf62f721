// How much the outbox keeps while the control plane is away, and which message goes first when that is too little.
// Facts can be found again by another scan; how a job ended cannot, so outcomes go last.
import type { OutboxLost } from '@harborguard/shared/protocol/log-messages.ts';
import type { OutboxStore } from '../store/outbox-store.ts';
import { packMessage } from './pack-message.ts';

export interface OutboxLimits {
  readonly messagesMax: number;
  readonly bytesMax: number;
  readonly ageMsMax: number;
}

/** A month without a control plane at a million results fits in 2 GiB; older facts are no news any more. */
export const outboxLimitsDefault: OutboxLimits = {
  messagesMax: 1_000_000,
  bytesMax: 2 * 1024 * 1024 * 1024,
  ageMsMax: 30 * 24 * 3_600_000,
};

/** A machine without a battery clock starts in 1970: times before this tell nothing about an age. */
const plausibleSinceMs = Date.UTC(2025, 0, 1);

/** Rows present, of which tombstones only keep a seq from being a gap. */
export interface OutboxContent {
  messages: number;
  bytes: number;
  tombstones: number;
}

export interface GiveUpOptions {
  readonly store: OutboxStore;
  readonly limits: OutboxLimits;
  readonly fromSeq: number;
  readonly nowMs: number;
}

/** Replaces messages by tombstones until `content` is within the limits; returns how many. In a transaction. */
export function giveUpExcess(content: OutboxContent, options: GiveUpOptions): number {
  let givenUp = 0;
  for (;;) {
    const victim =
      options.store.oldest('fact', options.fromSeq) ??
      options.store.oldest('outcome', options.fromSeq);
    if (victim === undefined) return givenUp;
    const reason = exceeded(content, victim.createdAtMs, options);
    if (reason === undefined) return givenUp;
    giveUp(content, options.store, { ...victim, wireBytes: victim.storedBytes, reason });
    givenUp += 1;
  }
}

export interface Victim {
  readonly seq: number;
  readonly bytes: number;
  readonly wireBytes: number;
  readonly reason: OutboxLost['reason'];
}

/** The seq stays, so that there is no gap; what it held is counted as lost. In a transaction. */
export function giveUp(content: OutboxContent, store: OutboxStore, victim: Victim): void {
  const { seq, bytes, wireBytes, reason } = victim;
  const createdAtMs = store.createdAtMs(seq) ?? 0;
  const tombstone = packMessage({ type: 'outbox.lost', messages: 1, bytes, reason }, createdAtMs);
  store.replace(seq, tombstone, { bytes: wireBytes });
  content.bytes += tombstone.storedBytes - wireBytes;
  content.tombstones += 1;
}

function exceeded(
  content: OutboxContent,
  oldestAtMs: number,
  { limits, nowMs }: GiveUpOptions,
): OutboxLost['reason'] | undefined {
  if (content.messages - content.tombstones > limits.messagesMax) return 'count';
  if (content.bytes > limits.bytesMax) return 'bytes';
  const isOld = oldestAtMs >= plausibleSinceMs && nowMs - oldestAtMs > limits.ageMsMax;
  return isOld ? 'age' : undefined;
}
