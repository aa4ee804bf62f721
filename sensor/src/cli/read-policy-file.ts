// The policy file of `sensor scan`, read and parsed.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { JudgingRules } from '@harborguard/shared/policy/judge-image.ts';
import { parsePolicyFile } from '@harborguard/shared/policy/parse-policy-file.ts';
import { readBoundedText } from './read-bounded-text.ts';

/** As many policies and exceptions as there may be, with a reason each. */
const policyFileBytesMax = 4 * 1024 * 1024;

/** Throws FILE_UNREADABLE, POLICY_FILE_INVALID. */
export async function readPolicyFile(path: string | undefined): Promise<JudgingRules | undefined> {
  if (path === undefined) return undefined;
  const text = await readBoundedText(path, policyFileBytesMax);
  const parsed =
    text === undefined
      ? ({ kind: 'invalid', reason: 'too large' } as const)
      : parsePolicyFile(text);
  if (parsed.kind === 'rules') return parsed;
  throw new HarborError('POLICY_FILE_INVALID', { details: { path, reason: parsed.reason } });
}
