// How far a scan is, for people to see. It drives nothing.
import type { Descriptor } from '@harborguard/shared/oci/parse-manifest.ts';

export interface ScanProgress {
  readonly layersDone: number;
  /** Of those, the ones that came from the registry and not from the cache. */
  readonly layersRead: number;
  readonly layersTotal: number;
  /** Compressed; layers that came from the cache count as soon as they are known. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface LayerMeter {
  readonly bytes: (count: number) => void;
  readonly done: () => void;
}

/** Finer steps nobody can see, and each is a call. */
const reportBytes = 1024 * 1024;

export class ScanProgressMeter {
  readonly #layersTotal: number;
  readonly #bytesTotal: number;
  readonly #report: (progress: ScanProgress) => void;
  #layersDone = 0;
  #layersRead = 0;
  #bytesDone = 0;
  #bytesReported = 0;

  constructor(layers: readonly Descriptor[], report: (progress: ScanProgress) => void = () => {}) {
    this.#layersTotal = layers.length;
    this.#bytesTotal = layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
    this.#report = report;
  }

  startLayer(layer: Descriptor): LayerMeter {
    let counted = 0;
    const count = (bytes: number) => {
      counted += bytes;
      this.#bytesDone += bytes;
    };
    return {
      bytes: (bytes) => {
        count(bytes);
        if (this.#bytesDone - this.#bytesReported >= reportBytes) this.#send();
      },
      done: () => {
        if (counted > 0) this.#layersRead += 1;
        count(layer.sizeBytes - counted);
        this.#layersDone += 1;
        this.#send();
      },
    };
  }

  #send(): void {
    this.#bytesReported = this.#bytesDone;
    this.#report({
      layersDone: this.#layersDone,
      layersRead: this.#layersRead,
      layersTotal: this.#layersTotal,
      bytesDone: this.#bytesDone,
      bytesTotal: this.#bytesTotal,
    });
  }
}
