// Signs that this process is about to die by its own doing: memory near its limit, an exception nobody caught.
// They tell a death by what runs from one that came from outside; see the crash loop guard in link-limits.ts.
import { getHeapStatistics } from 'node:v8';
import type { Clock } from '@harborguard/shared/ports.ts';

export interface MemoryReading {
  readonly residentBytes: number;
  /** Of the container or the machine; undefined where nobody limits it. */
  readonly residentBytesMax: number | undefined;
  readonly heapBytes: number;
  readonly heapBytesMax: number;
}

/** Above this share of a limit the next allocation may be the last. */
const shareMax = 0.85;
/** A layer can fill memory within a second; a look costs microseconds. */
const lookIntervalMs = 250;

export function isMemoryShort(memory: MemoryReading): boolean {
  const { residentBytes, residentBytesMax, heapBytes, heapBytesMax } = memory;
  const isResidentShort =
    residentBytesMax !== undefined && residentBytes > residentBytesMax * shareMax;
  return isResidentShort || heapBytes > heapBytesMax * shareMax;
}

/** Calls `onTrouble` at each sign, until stopped. */
export function watchOwnTrouble(clock: Clock, onTrouble: () => void): () => void {
  process.on('uncaughtExceptionMonitor', onTrouble);
  let timer = clock.setTimer(lookIntervalMs, look, { background: true });
  function look(): void {
    if (isMemoryShort(readMemory())) onTrouble();
    timer = clock.setTimer(lookIntervalMs, look, { background: true });
  }
  return () => {
    timer.cancel();
    process.off('uncaughtExceptionMonitor', onTrouble);
  };
}

function readMemory(): MemoryReading {
  const heap = getHeapStatistics();
  const limit = process.constrainedMemory();
  return {
    residentBytes: process.memoryUsage.rss(),
    // Node answers with a number beyond any machine, or 0, where there is no limit.
    residentBytesMax: limit > 0 && limit < Number.MAX_SAFE_INTEGER ? limit : undefined,
    heapBytes: heap.used_heap_size,
    heapBytesMax: heap.heap_size_limit,
  };
}
