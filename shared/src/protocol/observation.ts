// What a scan saw in passing that is no vulnerability: secrets, files with dangerous permissions, and configuration
// that the CIS Docker Benchmark warns of. A secret itself is never in here, nor anything it could be computed from.
import { type Static, Type } from 'typebox';

const text = (maxLength: number) => Type.String({ maxLength });

export const observationKinds = ['secret', 'permission', 'configuration'] as const;
export type ObservationKind = (typeof observationKinds)[number];

export const observationSeverities = ['critical', 'high', 'medium', 'low'] as const;
export type ObservationSeverity = (typeof observationSeverities)[number];

/** As many as an inventory carries; what is left out is counted in `detail` of the last of its rule. */
export const observationsMax = 2000;

export const ObservationSchema = Type.Object({
  kind: Type.Enum([...observationKinds]),
  /** Of the rule table, or of a newer one. */
  rule: text(64),
  severity: Type.Enum([...observationSeverities]),
  /** Index into `layers`; absent for what the configuration says as a whole. */
  layer: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Inside the image, without a leading slash. */
  path: Type.Optional(text(4096)),
  /** From 1. */
  line: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Where in the configuration: `environment NPM_TOKEN`, `history step 4`, `label build`. */
  place: Type.Optional(text(512)),
  /** Octal permissions and owner of a file: `4755`, `0:0`. */
  mode: Type.Optional(text(8)),
  owner: Type.Optional(text(32)),
  /** Tells equal secrets of one layer or configuration apart from others; see docs/image-facts.md. */
  fingerprint: Type.Optional(text(64)),
  /** Index of the layer that deleted or replaced the file: whoever pulls the image has it all the same. */
  removedInLayer: Type.Optional(Type.Integer({ minimum: 0 })),
  detail: Type.Optional(text(1024)),
});
export type Observation = Static<typeof ObservationSchema>;
