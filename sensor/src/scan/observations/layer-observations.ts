// What the layers of an image held in passing, as it stands in the whole image: a permission is gone with its file,
// a secret is not, because every layer is pulled with the image.

import {
  type ObservationRuleId,
  observe,
} from '@harborguard/shared/observations/observation-rules.ts';
import type { Observation } from '@harborguard/shared/protocol/observation.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import type { LayerFacts } from '../layer-facts.ts';
import { pathAndAncestors } from '../layer-path.ts';
import { PathFingerprints, pathFingerprint } from '../path-fingerprints.ts';

const pathLengthMax = 4096;

/** One for each layer, lowest first; undefined where nothing is known of a layer. */
export function layerObservations(
  layers: readonly (LayerFacts | undefined)[],
): readonly Observation[] {
  const hides = layers.map((facts) => facts && new PathFingerprints(facts.hides));
  const removedIn = (path: string, layer: number): number | undefined => {
    const fingerprints = pathAndAncestors(path).map(pathFingerprint);
    const at = hides.findIndex(
      (hidden, index) => index > layer && fingerprints.some((one) => hidden?.has(one) === true),
    );
    return at === -1 ? undefined : at;
  };
  return layers.flatMap((facts, layer) =>
    facts === undefined
      ? []
      : [
          ...secretsOf(facts, layer, removedIn),
          ...permissionsOf(facts, layer, removedIn),
          ...omittedOf(facts, layer),
        ],
  );
}

type RemovedIn = (path: string, layer: number) => number | undefined;

function secretsOf({ secrets }: LayerFacts, layer: number, removedIn: RemovedIn) {
  return secrets.map(({ rule, path, line, fingerprint }) => {
    const removedInLayer = removedIn(path, layer);
    return observe(rule, {
      layer,
      path: cleanText(path, pathLengthMax),
      line,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(removedInLayer === undefined ? {} : { removedInLayer }),
    });
  });
}

function permissionsOf({ permissions }: LayerFacts, layer: number, removedIn: RemovedIn) {
  return permissions
    .filter(({ path }) => removedIn(path, layer) === undefined)
    .map(({ rule, path, mode, owner }) =>
      observe(rule, {
        layer,
        path: cleanText(path, pathLengthMax),
        mode: mode.toString(8).padStart(4, '0'),
        owner,
      }),
    );
}

function omittedOf({ omitted }: LayerFacts, layer: number): readonly Observation[] {
  return Object.entries(omitted).map(([rule, count]) =>
    observe(rule as ObservationRuleId, {
      layer,
      detail: `${count} more in this layer`,
    }),
  );
}
