// Observations on the wire: what was seen, where, and what to do about it.
import { createHash } from 'node:crypto';
import { observationRule } from '@harborguard/shared/observations/observation-rules.ts';
import { type Observation, ObservationSchema } from '@harborguard/shared/protocol/observation.ts';
import { type Static, Type } from 'typebox';
import type { ImageObservation } from '../../domain/inventory/observation-queries.ts';
import { Uuid } from './common.ts';

export const FactSchema = Type.Object({
  ...ObservationSchema.properties,
  title: Type.String(),
  remedy: Type.Optional(Type.String()),
  /** Section of the CIS Docker Benchmark. */
  cis: Type.Optional(Type.String()),
});

export const ImageFactSchema = Type.Object({
  id: Type.Integer(),
  digest: Type.String(),
  ...FactSchema.properties,
  /** Some of the tags that show the image. */
  places: Type.Array(
    Type.Object({ registryId: Uuid, repository: Type.String(), tag: Type.String() }),
  ),
});

export function factView(observation: Observation): Static<typeof FactSchema> {
  const rule = observationRule(observation.rule);
  return {
    ...observation,
    title: rule?.title ?? observation.rule,
    ...(rule === undefined ? {} : { remedy: rule.remedy }),
    ...(rule?.cis === undefined ? {} : { cis: rule.cis }),
  };
}

/** Of what it says, and so the same after every scan; numbers of rows would tell how much there is besides. */
function idOf({ digest, observation }: ImageObservation): number {
  const said = JSON.stringify([digest, observation]);
  return createHash('sha256').update(said).digest().readUIntBE(0, 6);
}

export function imageFactView(row: ImageObservation): Static<typeof ImageFactSchema> {
  return {
    id: idOf(row),
    digest: row.digest,
    ...factView(row.observation),
    places: row.places.map((place) => ({ ...place })),
  };
}
