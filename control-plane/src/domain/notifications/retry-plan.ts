// What follows a delivery that failed: when it is tried again, and when a channel is left alone for a while.

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * The schedule that Standard Webhooks recommends, over some three days:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
const delaysMs: readonly number[] = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];
/** So that what failed together does not come back together: up to this share more. */
const jitterShare = 0.2;
/** A receiver that asks for more is tried again nevertheless. */
const retryAfterMsMax = 24 * hourMs;

/** Failures in a row until a channel is left alone. */
const breakerFailures = 5;
const breakerMs = 5 * minuteMs;
export const breakerMsMax = hourMs;

export interface FailedAttempt {
  /** With this one. */
  readonly attempts: number;
  readonly retryAfterMs: number | undefined;
  readonly uniform: number;
  readonly now: number;
}

/** Undefined: the attempts are used up. */
export function nextAttemptAt(failed: FailedAttempt): number | undefined {
  const delayMs = delaysMs[failed.attempts - 1];
  if (delayMs === undefined) return undefined;
  const jittered = delayMs * (1 + jitterShare * failed.uniform);
  const wanted = Math.min(failed.retryAfterMs ?? 0, retryAfterMsMax);
  return failed.now + Math.round(Math.max(jittered, wanted));
}

/** Undefined: the channel stays open. One attempt is let through when the pause is over. */
export function pauseUntil(failuresInRow: number, now: number): number | undefined {
  if (failuresInRow < breakerFailures) return undefined;
  return now + Math.min(breakerMs * 2 ** (failuresInRow - breakerFailures), breakerMsMax);
}
