// What an answer, or its failure, means for the budget of the host that gave it.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { rateLimitPauseMs, readRateLimit } from '@harborguard/shared/registry/rate-limit.ts';
import type { ResponseHeaders } from '@harborguard/shared/registry/registry-exchange.ts';
import type { HostBudget, Slot } from './host-budget.ts';
import { retryAfterMs, retryAfterMsMax } from './retry-policy.ts';

const troubleStatuses: readonly number[] = [429, 500, 502, 503, 504];
/** Statuses whose Retry-After speaks of the whole host. */
const pauseStatuses: readonly number[] = [429, 503];

export interface Outcome {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Until the head of the answer; a large body is no sign of trouble. */
  readonly latencyMs: number;
  readonly nowMs: number;
}

export function noteAnswer(budget: HostBudget, slot: Slot, outcome: Outcome): void {
  const { status, headers, latencyMs, nowMs } = outcome;
  budget.noteAnswered(status);
  if (troubleStatuses.includes(status)) budget.troubled(slot);
  else budget.succeeded(latencyMs);
  const wishMs = pauseStatuses.includes(status) ? retryAfterMs(headers, nowMs) : undefined;
  const limit = readRateLimit(headers, nowMs);
  if (limit !== undefined) budget.allow(limit.remaining);
  const pauseMs = Math.max(wishMs ?? 0, limit === undefined ? 0 : rateLimitPauseMs(limit));
  // Hours are the schedule's business: such a host may still answer what it does not count, as Docker Hub does.
  if (pauseMs > 0 && pauseMs <= retryAfterMsMax) budget.pause(pauseMs);
}

/** A host that no longer answers in time is overloaded more often than it is away. */
export function noteFailure(budget: HostBudget, slot: Slot, error: unknown): void {
  budget.noteAnswered(undefined);
  if (isHarborError(error) && error.code === 'REGISTRY_TIMEOUT') budget.troubled(slot);
}
