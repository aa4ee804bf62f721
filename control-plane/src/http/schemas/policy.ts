// Policies and exceptions on the wire.
import {
  acceptedFields,
  ExceptionScopeSchema,
  type PolicyException,
  type PolicyFile,
  PolicyFileSchema,
  PolicySchema,
  policyExample,
} from '@harborguard/shared/policy/policy.ts';
import { policyWords } from '@harborguard/shared/policy/policy-words.ts';
import { type Static, Type } from 'typebox';
import type { ExceptionWish } from '../../domain/policies/exception-service.ts';
import type { PolicySettings } from '../../domain/policies/policy-service.ts';
import {
  exceptionState,
  exceptionStates,
  type StoredException,
  type StoredPolicy,
} from '../../domain/policies/policy-store.ts';
import { isoTime, optional, optionalTime, Time, Uuid } from './common.ts';

const closed = { additionalProperties: false } as const;

export const PolicyBody = Type.Object(
  { ...PolicySchema.properties, enabled: Type.Optional(Type.Boolean({ default: true })) },
  { ...closed, examples: [policyExample] },
);

export const StoredPolicySchema = Type.Object({
  ...PolicySchema.properties,
  id: Uuid,
  enabled: Type.Boolean(),
  words: Type.String({ description: 'The policy in plain English.' }),
  createdAt: Time,
  updatedAt: Time,
});

export const DraftBody = Type.Object(
  {
    policy: PolicySchema,
    replaces: Type.Optional(Uuid),
  },
  closed,
);

export const PolicyExportSchema = PolicyFileSchema;

export function policySettingsOf({
  enabled = true,
  ...policy
}: Static<typeof PolicyBody>): PolicySettings {
  return { policy, isEnabled: enabled };
}

export function policyView(stored: StoredPolicy): Static<typeof StoredPolicySchema> {
  const { id, policy, isEnabled, createdAt, updatedAt } = stored;
  return {
    ...policy,
    id,
    enabled: isEnabled,
    words: policyWords(policy),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  };
}

/** What holds, and nothing that is switched off or only asked for. */
export function policyFileView(
  policies: readonly StoredPolicy[],
  exceptions: readonly StoredException[],
): PolicyFile {
  return {
    schemaVersion: 1,
    policies: policies.filter(({ isEnabled }) => isEnabled).map(({ policy }) => policy),
    exceptions: exceptions.map(exportedException),
  };
}

function exportedException(stored: StoredException): PolicyException {
  const { advisory, packageName, scope, reason, author, expiresAt } = stored;
  return {
    ...optional('advisory', advisory),
    ...optional('package', packageName),
    scope,
    ...{ reason, author, expiresAt: isoTime(expiresAt) },
  };
}

const terms = {
  reason: Type.String({ minLength: 1, maxLength: 1000 }),
  expiresAt: Type.String({
    maxLength: 40,
    description: 'ISO 8601; the longest time is configured.',
  }),
};

export const ExceptionBody = Type.Object(
  { ...acceptedFields, ...terms },
  {
    ...closed,
    examples: [
      {
        advisory: 'CVE-2024-1234',
        package: 'openssl',
        scope: { repositories: ['team/**'] },
        reason: 'The affected function is not called.',
        expiresAt: '2030-01-01T00:00:00Z',
      },
    ],
  },
);

/** As many as a page of findings in which somebody ticks them all, and some more. */
const bulkMax = 500;

export const BulkExceptionBody = Type.Object(
  {
    findings: Type.Array(Type.Object(acceptedFields, closed), {
      minItems: 1,
      maxItems: bulkMax,
      examples: [[{ advisory: 'CVE-2024-1234', package: 'openssl' }]],
    }),
    ...terms,
  },
  closed,
);

export const ExceptionSchema = Type.Object({
  id: Uuid,
  state: Type.Enum([...exceptionStates]),
  advisory: acceptedFields.advisory,
  package: acceptedFields.package,
  scope: ExceptionScopeSchema,
  reason: Type.String(),
  author: Type.String(),
  own: Type.Boolean({ description: 'Made by whoever asks.' }),
  createdAt: Time,
  expiresAt: Time,
  approvedBy: Type.Optional(Type.String()),
  approvedAt: Type.Optional(Time),
  revokedBy: Type.Optional(Type.String()),
  revokedAt: Type.Optional(Time),
});

export function exceptionWishOf(
  body: Pick<Static<typeof ExceptionBody>, 'advisory' | 'package' | 'scope'>,
): ExceptionWish {
  return { advisory: body.advisory, packageName: body.package, scope: body.scope ?? {} };
}

export function exceptionView(
  stored: StoredException,
  { now, readerId }: { readonly now: number; readonly readerId: string },
): Static<typeof ExceptionSchema> {
  const { id, advisory, packageName, scope, reason, author, authorId } = stored;
  return {
    id,
    state: exceptionState(stored, now),
    ...optional('advisory', advisory),
    ...optional('package', packageName),
    ...{ scope, reason, author, own: authorId === readerId },
    createdAt: isoTime(stored.createdAt),
    expiresAt: isoTime(stored.expiresAt),
    ...optional('approvedBy', stored.approvedBy),
    ...optionalTime('approvedAt', stored.approvedAt),
    ...optional('revokedBy', stored.revokedBy),
    ...optionalTime('revokedAt', stored.revokedAt),
  };
}
