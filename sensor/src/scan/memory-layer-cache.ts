// A layer cache that forgets with the process: for one-off scans and tests. It keeps text, so that facts that are
// not plain JSON would show at once.
import type { LayerCache, LayerKey } from './layer-cache.ts';
import type { LayerFacts } from './layer-facts.ts';

export class MemoryLayerCache implements LayerCache {
  readonly #facts = new Map<string, string>();

  get size(): number {
    return this.#facts.size;
  }

  get(key: LayerKey): Promise<LayerFacts | undefined> {
    const text = this.#facts.get(keyText(key));
    return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as LayerFacts));
  }

  put(key: LayerKey, facts: LayerFacts): Promise<void> {
    this.#facts.set(keyText(key), JSON.stringify(facts));
    return Promise.resolve();
  }
}

function keyText(key: LayerKey): string {
  return `${key.analyzerVersion} ${key.digest}`;
}
