// The browser's clock and timers: the one place that touches them.

export function now(): number {
  return Date.now();
}

/** Returns what cancels it. */
export function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** Returns what ends it. */
export function every(delayMs: number, run: () => void): () => void {
  const timer = setInterval(run, delayMs);
  return () => clearInterval(timer);
}

/** Rejects when aborted. */
export function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = after(delayMs, resolve);
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
