// All that is observed of an image in passing, and what of its configuration may be kept.
import { layerHistory } from '@harborguard/shared/oci/parse-image-config.ts';
import type { HistoryStep, ImageFacts, Package } from '@harborguard/shared/protocol/inventory.ts';
import {
  type Observation,
  observationSeverities,
  observationsMax,
} from '@harborguard/shared/protocol/observation.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import type { ScannedImage } from '../scanned-image.ts';
import { baseSteps } from './base-steps.ts';
import { configChecks } from './config-checks.ts';
import { type ConfigSecrets, configSecrets } from './config-secrets.ts';
import { layerObservations } from './layer-observations.ts';

export interface ObservedImage {
  readonly facts: ImageFacts;
  /** What made each layer, by its index; empty when history and layers do not match. */
  readonly layerSteps: readonly string[];
  readonly observations: Observation[];
}

const historyStepsMax = 512;
const stepLengthMax = 2048;

export function observeImage(
  { manifest, config, layers }: ScannedImage,
  packages: readonly Package[],
): ObservedImage {
  const secrets = configSecrets(config, manifest.config.digest);
  const cleanConfig = {
    ...config,
    history: config.history.map((step, index) => ({
      ...step,
      createdBy: secrets.history[index] ?? '',
    })),
  };
  const layerSteps = layerHistory(cleanConfig, manifest.layers.length);
  const base = baseSteps(cleanConfig.history);
  const all = [
    ...secrets.observations,
    ...layerObservations(layers.map((one) => (one.kind === 'facts' ? one.facts : undefined))),
    ...configChecks({ config: cleanConfig, facts: secrets.facts, packages, baseSteps: base }),
  ];
  return {
    facts: { ...secrets.facts, ...historyFacts(config, secrets, { base, layerSteps }) },
    layerSteps,
    observations: gravestFirst(all).slice(0, observationsMax),
  };
}

function historyFacts(
  { history }: ScannedImage['config'],
  secrets: ConfigSecrets,
  { base, layerSteps }: { readonly base: number; readonly layerSteps: readonly string[] },
) {
  if (history.length === 0) return {};
  let layer = 0;
  const steps: HistoryStep[] = history.map(({ emptyLayer }, index) => ({
    createdBy: cleanText(secrets.history[index] ?? '', stepLengthMax),
    ...(emptyLayer || layerSteps.length === 0 ? {} : { layer: layer++ }),
  }));
  const baseLayers = history.slice(0, base).filter((step) => !step.emptyLayer).length;
  return {
    history: steps.slice(0, historyStepsMax),
    ...(layerSteps.length === 0 ? {} : { baseLayers }),
  };
}

function gravestFirst(observations: readonly Observation[]): Observation[] {
  const rank = (one: Observation) => observationSeverities.indexOf(one.severity);
  return observations.toSorted((a, b) => rank(a) - rank(b));
}
