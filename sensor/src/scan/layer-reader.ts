// Facts about a layer from where they are cheapest: the cache, a reading that is under way for another scan, or the
// registry. Only whole, verified facts are put into the cache.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Tracer } from '@harborguard/shared/ports.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import type { Detector } from './detectors/detector.ts';
import type { LayerFacts } from './layer-facts.ts';
import { type LayerReading, type LayerSource, readLayer } from './read-layer.ts';
import type { ScanBudget } from './scan-budget.ts';
import type { LayerCache, ScanCacheKey } from './scan-cache.ts';
import type { ScanLimits } from './scan-limits.ts';

export interface LayerReaderOptions {
  readonly cache: LayerCache;
  readonly budget: ScanBudget;
  readonly detectors: readonly Detector[];
  readonly analyzerVersion: string;
  readonly limits: ScanLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
}

export interface LayerRequest extends LayerSource {
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
}

export class LayerReader {
  readonly #options: LayerReaderOptions;

  constructor(options: LayerReaderOptions) {
    this.#options = options;
  }

  async read(request: LayerRequest): Promise<LayerReading> {
    const { layer, diffId, signal } = request;
    const { flights } = this.#options.budget;
    const key = { digest: layer.digest, analyzerVersion: this.#options.analyzerVersion };
    const reading = await flights.run(`${key.digest} ${diffId}`, signal, (flightSignal) =>
      this.#cachedOrRead(key, { ...request, signal: flightSignal }),
    );
    // Cached facts are right for the blob; whether this image's configuration speaks of the same is a new question.
    if (reading.kind === 'facts' && reading.facts.diffId !== diffId) {
      throw new HarborError('DIFF_ID_MISMATCH', {
        details: { layer: layer.digest, expected: diffId, found: reading.facts.diffId },
      });
    }
    return reading;
  }

  async #cachedOrRead(key: ScanCacheKey, request: LayerRequest): Promise<LayerReading> {
    const cached = await this.#fromCache(key);
    if (cached !== undefined) return { kind: 'facts', facts: cached, complete: true };
    const { slots } = this.#options.budget;
    const release = await slots.acquire(request.signal);
    try {
      const reading = await this.#pull(request);
      if (reading.kind === 'facts' && reading.complete) await this.#toCache(key, reading.facts);
      return reading;
    } finally {
      release();
    }
  }

  #pull(request: LayerRequest): Promise<LayerReading> {
    const { tracer, budget } = this.#options;
    const { digest, sizeBytes } = request.layer;
    const attributes = { 'harborguard.layer.digest': digest, 'harborguard.layer.bytes': sizeBytes };
    return traced(tracer, { name: 'layer pull', attributes }, async (span) => {
      const { heldBytes } = budget;
      const reading = await readLayer({ ...this.#options, ...request, heldBytes });
      if (reading.kind === 'limit') span.set({ 'error.type': reading.code });
      return reading;
    });
  }

  /** The cache only saves work: a scan goes on without it. */
  async #fromCache(key: ScanCacheKey): Promise<LayerFacts | undefined> {
    try {
      return await this.#options.cache.get(key);
    } catch (error) {
      this.#warn('layer cache read failed', key, error);
      return undefined;
    }
  }

  async #toCache(key: ScanCacheKey, facts: LayerFacts): Promise<void> {
    try {
      await this.#options.cache.put(key, facts);
    } catch (error) {
      this.#warn('layer cache write failed', key, error);
    }
  }

  #warn(message: string, key: ScanCacheKey, error: unknown): void {
    const code = isHarborError(error) ? error.code : undefined;
    this.#options.log.warn(message, { layer: key.digest, code, error });
  }
}
