// Where facts about layers are kept. The port; what stands behind it lives elsewhere.
import type { LayerFacts } from './layer-facts.ts';

export interface LayerKey {
  /** Of the compressed blob, as the manifest names it. */
  readonly digest: string;
  readonly analyzerVersion: string;
}

export interface LayerCache {
  /** Exactly what was put under this key, or undefined. */
  get(key: LayerKey): Promise<LayerFacts | undefined>;
  /** Facts whose blob digest and diffID have been verified; the same key always brings equal facts. */
  put(key: LayerKey, facts: LayerFacts): Promise<void>;
}
