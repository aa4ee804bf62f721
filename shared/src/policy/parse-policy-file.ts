// A policy file: what the API exports, and what `sensor scan --policy` reads.
import { Errors } from 'typebox/value';
import { parseJsonObject } from '../oci/parse-json.ts';
import { type AcceptanceRule, acceptanceRule } from './accepted-findings.ts';
import { type PolicyFile, PolicyFileSchema } from './policy.ts';

export type ParsedPolicyFile =
  | {
      readonly kind: 'rules';
      readonly policies: PolicyFile['policies'];
      readonly accepted: readonly AcceptanceRule[];
    }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Names the first place that is wrong, never what stands there. */
export function parsePolicyFile(text: string): ParsedPolicyFile {
  const json = parseJsonObject(new TextEncoder().encode(text));
  if (json.kind === 'invalid') return { kind: 'invalid', reason: 'not a JSON object' };
  const [problem] = Errors(PolicyFileSchema, json.value);
  if (problem !== undefined) {
    return { kind: 'invalid', reason: `${problem.instancePath || '/'}: ${problem.message}` };
  }
  const file = json.value as PolicyFile;
  const exceptions = file.exceptions ?? [];
  for (const [index, one] of exceptions.entries()) {
    const rule = exceptionProblem(one);
    if (rule !== undefined) return { kind: 'invalid', reason: `/exceptions/${index}: ${rule}` };
  }
  return { kind: 'rules', policies: file.policies, accepted: exceptions.map(acceptanceRule) };
}

/** What no schema says of an exception. */
export function exceptionProblem(exception: {
  readonly advisory?: string;
  readonly package?: string;
  readonly expiresAt: string;
}): string | undefined {
  if (exception.advisory === undefined && exception.package === undefined) {
    return 'must name an advisory or a package';
  }
  return Number.isNaN(Date.parse(exception.expiresAt)) ? 'expiresAt must be a time' : undefined;
}
