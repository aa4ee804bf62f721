// What a scan knows of one image when all its layers have been read.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { ImageConfig } from '@harborguard/shared/oci/parse-image-config.ts';
import type { ImageManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import type { Detector } from './detectors/detector.ts';
import type { LayerFacts } from './layer-facts.ts';

/** What became of one layer. `skipped` names why nothing is known of it. */
export type LayerResult =
  /** `complete`: no limit was in the way, the same layer always gives these facts. */
  | { readonly kind: 'facts'; readonly facts: LayerFacts; readonly complete: boolean }
  | { readonly kind: 'skipped'; readonly code: ErrorCode; readonly detail?: string };

export interface ScannedImage {
  readonly digest: string;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
  /** One for each layer of the manifest. */
  readonly layers: readonly LayerResult[];
  readonly detectors: readonly Detector[];
  readonly analyzerVersion: string;
}
