// Whether a failed attempt is worth another, and when. Decided by statuses and codes, never by message texts.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  headerLine,
  type ResponseHeaders,
} from '@harborguard/shared/registry/registry-exchange.ts';

/** Attempts in all; with the waits below that bridges a restart of a registry, not an outage: jobs are retried too. */
export const attemptsDefault = 4;
const backoffMsMin = 500;
const backoffMsMax = 20_000;
/** A longer wish is the schedule's business, not a request's: it fails with the wish in its details. */
export const retryAfterMsMax = 5 * 60_000;

const retryStatuses: readonly number[] = [408, 429, 500, 502, 503, 504];

export type AttemptOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: ResponseHeaders }
  | { readonly kind: 'failed'; readonly error: unknown };

export type RetryDecision =
  | { readonly kind: 'final' }
  | { readonly kind: 'retry'; readonly delayMs: number };

export interface RetryMoment {
  /** Of the attempt that has just ended; the first is 1. */
  readonly attempt: number;
  readonly nowMs: number;
  /** In [0, 1). */
  readonly jitter: number;
}

export function decideRetry(outcome: AttemptOutcome, moment: RetryMoment): RetryDecision {
  if (!isTemporary(outcome)) return { kind: 'final' };
  const backoffMs = Math.min(backoffMsMin * 2 ** (moment.attempt - 1), backoffMsMax);
  // Half is fixed, half by chance: many sensors must not come back in step, nor at once.
  const jitteredMs = backoffMs / 2 + (backoffMs / 2) * moment.jitter;
  const wishMs =
    outcome.kind === 'answered' ? retryAfterMs(outcome.headers, moment.nowMs) : undefined;
  if (wishMs === undefined) return { kind: 'retry', delayMs: jitteredMs };
  if (wishMs > retryAfterMsMax) return { kind: 'final' };
  return { kind: 'retry', delayMs: Math.max(wishMs, jitteredMs) };
}

/** Retry-After as milliseconds from now; both of its forms, seconds and a date. */
export function retryAfterMs(headers: ResponseHeaders, nowMs: number): number | undefined {
  // Docker Hub has one of its own, a moment in seconds since 1970.
  const moment = headerLine(headers, 'x-retry-after')?.trim() ?? '';
  if (/^[0-9]{10,12}$/.test(moment)) return Math.max(0, Number(moment) * 1000 - nowMs);
  const text = headerLine(headers, 'retry-after')?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = /^[A-Z][a-z]+, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

const retryCodes: readonly string[] = [
  'REGISTRY_TIMEOUT',
  'REGISTRY_UNREACHABLE',
  'REGISTRY_NAME_UNRESOLVED',
  'PROXY_UNREACHABLE',
];

function isTemporary(outcome: AttemptOutcome): boolean {
  if (outcome.kind === 'answered') return retryStatuses.includes(outcome.status);
  return isHarborError(outcome.error) && retryCodes.includes(outcome.error.code);
}
