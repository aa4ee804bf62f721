// A policy as people write it: one closed JSON form, the same in the API, in a policy file and on the command line. All
// conditions of a policy must hold together; those of `finding` on one and the same finding.
import { type Static, Type } from 'typebox';
import { failOnLevels } from '../report/fail-on-levels.ts';

const closed = { additionalProperties: false } as const;

/** More is a list in disguise; each pattern is tried on each image. */
const patternsMax = 50;
const namesMax = 200;
const daysMax = 3650;

const Days = Type.Integer({ minimum: 0, maximum: daysMax });
const Glob = Type.String({ minLength: 1, maxLength: 256 });
const Globs = Type.Array(Glob, { minItems: 1, maxItems: patternsMax });
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  minItems: 1,
  maxItems: namesMax,
});

/** An absent list means all. Registries are named by host: `registry.example.com`, `docker.io`. */
const scopeLists = {
  registries: Type.Optional(Globs),
  repositories: Type.Optional(Globs),
  tags: Type.Optional(Globs),
};

export const PolicyScopeSchema = Type.Object(scopeLists, closed);
export type PolicyScope = Static<typeof PolicyScopeSchema>;

export const FindingConditionsSchema = Type.Object(
  {
    severityAtLeast: Type.Optional(Type.Enum([...failOnLevels])),
    fixable: Type.Optional(Type.Boolean()),
    fixKnownForDays: Type.Optional(Days),
    knownExploited: Type.Optional(Type.Literal(true)),
    epssAtLeast: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    publishedForDays: Type.Optional(Days),
    firstSeenForDays: Type.Optional(Days),
    packages: Type.Optional(Globs),
  },
  { ...closed, minProperties: 1 },
);
export type FindingConditions = Static<typeof FindingConditionsSchema>;

export const ImageConditionsSchema = Type.Object(
  {
    notSignedBy: Type.Optional(Names),
    olderThanDays: Type.Optional(Days),
    baseOlderThanDays: Type.Optional(Days),
    runsAsRoot: Type.Optional(Type.Literal(true)),
    secretsFound: Type.Optional(Type.Literal(true)),
    licensesForbidden: Type.Optional(Names),
    licensesAllowed: Type.Optional(Names),
    coverageUnknown: Type.Optional(Type.Literal(true)),
  },
  { ...closed, minProperties: 1 },
);
export type ImageConditions = Static<typeof ImageConditionsSchema>;

export const policyEffects = ['block', 'warn'] as const;
export type PolicyEffect = (typeof policyEffects)[number];

/** What a policy does when a fact it asks for is not known. */
export const unknownEffects = ['pass', 'warn', 'block'] as const;
export type UnknownEffect = (typeof unknownEffects)[number];

export const policyExample = {
  name: 'Fix what is critical',
  effect: 'block',
  scope: { repositories: ['team/**'] },
  when: { finding: { severityAtLeast: 'critical', fixKnownForDays: 7 } },
  unknown: 'warn',
} as const;

export const PolicySchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    effect: Type.Enum([...policyEffects]),
    scope: Type.Optional(PolicyScopeSchema),
    when: Type.Object(
      {
        finding: Type.Optional(FindingConditionsSchema),
        image: Type.Optional(ImageConditionsSchema),
      },
      { ...closed, minProperties: 1 },
    ),
    unknown: Type.Optional(Type.Enum([...unknownEffects], { default: 'warn' })),
  },
  {
    ...closed,
    examples: [policyExample],
  },
);
export type Policy = Static<typeof PolicySchema>;

export const ExceptionScopeSchema = Type.Object(
  {
    ...scopeLists,
    digests: Type.Optional(
      Type.Array(Type.String({ pattern: '^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$' }), {
        minItems: 1,
        maxItems: patternsMax,
      }),
    ),
  },
  closed,
);
export type ExceptionScope = Static<typeof ExceptionScopeSchema>;

/** What an exception accepts: an advisory by any of its names, a package, or the one in the other. */
export const acceptedFields = {
  advisory: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9:._-]{2,99}$' })),
  package: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  scope: Type.Optional(ExceptionScopeSchema),
};

export const PolicyExceptionSchema = Type.Object(
  {
    ...acceptedFields,
    reason: Type.String({ minLength: 1, maxLength: 1000 }),
    author: Type.Optional(Type.String({ maxLength: 200 })),
    expiresAt: Type.String({ maxLength: 40, description: 'ISO 8601' }),
  },
  closed,
);
export type PolicyException = Static<typeof PolicyExceptionSchema>;

/** Of one organisation or one file: every image is judged by all of them. */
export const policiesMax = 100;
export const exceptionsMax = 2000;

export const PolicyFileSchema = Type.Object(
  {
    schemaVersion: Type.Literal(1),
    policies: Type.Array(PolicySchema, { maxItems: policiesMax }),
    exceptions: Type.Optional(Type.Array(PolicyExceptionSchema, { maxItems: exceptionsMax })),
  },
  closed,
);
export type PolicyFile = Static<typeof PolicyFileSchema>;
