// How long a sensor waits before it tries the link again. Jitter comes after the cap: a fleet that has waited
// long enough to reach the cap would otherwise come back in step.
import type { Random } from '../ports.ts';
import { reconnectBaseMs, reconnectWindowMsMax } from './link-limits.ts';

/**
 * `failures` counts failed tries since the last stable link; the first try is at once.
 * Uniform over [0, w) with w = min(60 s, max(floor, 1 s * 2^(failures - 1))).
 */
export function reconnectDelayMs(failures: number, floorMs: number, random: Random): number {
  if (failures <= 0 && floorMs <= 0) return 0;
  const exponential = failures <= 0 ? 0 : reconnectBaseMs * 2 ** Math.min(failures - 1, 16);
  const windowMs = Math.min(reconnectWindowMsMax, Math.max(floorMs, exponential));
  return Math.floor(random.uniform() * windowMs);
}
