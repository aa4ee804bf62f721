// What a registry says about how much may still be asked of it, and how long to hold back so that it never runs out.
// Who sends and who waits is the transport's business.
import { headerLine, type ResponseHeaders } from './registry-exchange.ts';

export interface RateLimit {
  readonly remaining: number;
  /** Until the allowance is full again; unknown where only a sliding window is named, as by Docker Hub. */
  readonly resetMs?: number;
}

/** Below this many the rest is spread over the time until the reset; above, the parallel limit is care enough. */
const scarceCount = 10;
/** Numbers above are moments (seconds since 1970), below durations; both are in use. */
const momentSecondsMin = 1_000_000_000;

/**
 * `ratelimit-remaining: 76;w=21600` (Docker Hub), `RateLimit-Remaining` and `RateLimit-Reset` in seconds or as a moment
 * (GitLab), `x-ratelimit-*` (GitHub, Quay), and `RateLimit: "default";r=50;t=30` (the IETF's later drafts).
 */
export function readRateLimit(headers: ResponseHeaders, nowMs: number): RateLimit | undefined {
  const line = headerLine(headers, 'ratelimit') ?? '';
  const remaining =
    leadingNumber(headers, 'ratelimit-remaining') ??
    leadingNumber(headers, 'x-ratelimit-remaining') ??
    parameter(line, 'r');
  if (remaining === undefined) return undefined;
  const reset =
    leadingNumber(headers, 'ratelimit-reset') ??
    leadingNumber(headers, 'x-ratelimit-reset') ??
    parameter(line, 't');
  if (reset === undefined) return { remaining };
  const resetMs = reset >= momentSecondsMin ? Math.max(0, reset * 1000 - nowMs) : reset * 1000;
  return { remaining, resetMs };
}

/** How long the next request should wait: all of the time when nothing is left, a share of it when little is. */
export function rateLimitPauseMs({ remaining, resetMs }: RateLimit): number {
  if (resetMs === undefined || remaining >= scarceCount) return 0;
  return resetMs / (remaining + 1);
}

function leadingNumber(headers: ResponseHeaders, name: string): number | undefined {
  const digits = /^\s*([0-9]{1,12})\s*(?:[;,].*)?$/.exec(headerLine(headers, name) ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function parameter(line: string, name: 'r' | 't'): number | undefined {
  const match = /;\s*([rt])\s*=\s*([0-9]{1,12})/g;
  const found = [...line.slice(0, 1024).matchAll(match)].find(([, key]) => key === name)?.[2];
  return found === undefined ? undefined : Number(found);
}
