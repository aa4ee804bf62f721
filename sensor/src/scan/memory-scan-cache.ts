// A cache of a scan that forgets with the process: for one-off scans and tests. It keeps text, so that values that are
// not plain JSON would show at once.
import type { LayerFacts } from './layer-facts.ts';
import type { ScanCache, ScanCacheKey } from './scan-cache.ts';

export class MemoryScanCache<Value = LayerFacts> implements ScanCache<Value> {
  readonly #values = new Map<string, string>();

  get size(): number {
    return this.#values.size;
  }

  get(key: ScanCacheKey): Promise<Value | undefined> {
    const text = this.#values.get(keyText(key));
    return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as Value));
  }

  put(key: ScanCacheKey, value: Value): Promise<void> {
    this.#values.set(keyText(key), JSON.stringify(value));
    return Promise.resolve();
  }
}

function keyText(key: ScanCacheKey): string {
  return `${key.analyzerVersion} ${key.digest}`;
}
