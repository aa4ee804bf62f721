// The conditions of a policy on one finding.
import { failOnLevels } from '../report/fail-on-levels.ts';
import type { JudgedFinding } from './judged-image.ts';
import type { FindingConditions } from './policy.ts';
import { keeps } from './policy-scope.ts';
import { type Answer, allOf, isTrue, lasted } from './truth.ts';

export function judgeFinding(
  conditions: FindingConditions,
  finding: JudgedFinding,
  nowMs: number,
): Answer {
  const { severityAtLeast, fixable, packages } = conditions;
  const plain = [
    ...(severityAtLeast === undefined ? [] : [isTrue(isAtLeast(severityAtLeast, finding))]),
    ...(fixable === undefined ? [] : [isTrue((finding.fixedIn !== undefined) === fixable)]),
    ...(packages === undefined ? [] : [isTrue(keeps(packages, finding.packageName))]),
  ];
  // Most findings are out by these, and all else costs more.
  if (plain.some(({ truth }) => truth === 'no')) return { truth: 'no' };
  return allOf([
    ...plain,
    ...signalAnswers(conditions, finding),
    ...ages(conditions, finding, nowMs),
  ]);
}

/** A severity nobody has rated is beneath every threshold, as with --fail-on. */
function isAtLeast(
  level: NonNullable<FindingConditions['severityAtLeast']>,
  { severity }: JudgedFinding,
): boolean {
  const grave: readonly string[] = failOnLevels.slice(0, failOnLevels.indexOf(level) + 1);
  return grave.includes(severity);
}

function signalAnswers(
  { knownExploited, epssAtLeast }: FindingConditions,
  finding: JudgedFinding,
): readonly Answer[] {
  const answers: Answer[] = [];
  if (knownExploited !== undefined) {
    const known = finding.knownExploited;
    answers.push(
      known === undefined ? missing('whether it is known to be exploited') : isTrue(known),
    );
  }
  if (epssAtLeast !== undefined) {
    const { epss } = finding;
    answers.push(epss === undefined ? missing('what its EPSS is') : isTrue(epss >= epssAtLeast));
  }
  return answers;
}

function ages(
  { fixKnownForDays, publishedForDays, firstSeenForDays }: FindingConditions,
  finding: JudgedFinding,
  nowMs: number,
): readonly Answer[] {
  const answers: Answer[] = [];
  if (fixKnownForDays !== undefined) {
    const age = lasted(finding.fixKnownAtMs, fixKnownForDays, nowMs);
    const named = naming(age, 'since when its fix is known');
    answers.push(finding.fixedIn === undefined ? { truth: 'no' } : named);
  }
  if (publishedForDays !== undefined) {
    answers.push(
      naming(lasted(finding.publishedAtMs, publishedForDays, nowMs), 'when it was published'),
    );
  }
  if (firstSeenForDays !== undefined) {
    answers.push(
      naming(lasted(finding.firstSeenAtMs, firstSeenForDays, nowMs), 'when it was first seen'),
    );
  }
  return answers;
}

function naming(answer: Answer, text: string): Answer {
  return answer.truth === 'unknown' ? { ...answer, text } : answer;
}

function missing(text: string): Answer {
  return { truth: 'unknown', text };
}
