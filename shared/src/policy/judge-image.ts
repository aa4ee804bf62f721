// The verdict of all policies on one image, with the sentences that explain it, and the time at which it may become
// another by the clock alone.
import { severityLevels } from '../advisories/advisory-row.ts';
import { compareText } from '../match/version-order/compare-digits.ts';
import { type AcceptanceRule, acceptedBy, rulesAt } from './accepted-findings.ts';
import { blindSpot, judgeFacts } from './judge-facts.ts';
import { judgeFinding } from './judge-finding.ts';
import type { JudgedFinding, JudgedImage } from './judged-image.ts';
import type { Policy } from './policy.ts';
import { isInScope } from './policy-scope.ts';
import { findingWords, policyWords } from './policy-words.ts';
import { type Answer, allOf, earliest, type Truth } from './truth.ts';

/** The gravest last, so that the worst of several is the one with the highest place. */
export const verdictKinds = ['pass', 'unknown', 'warn', 'block'] as const;
export type VerdictKind = (typeof verdictKinds)[number];

export interface VerdictReason {
  readonly policy: string;
  readonly effect: 'warn' | 'block' | 'pass';
  /** `unknown`: a fact was missing, and the policy says what that means. */
  readonly outcome: 'met' | 'unknown';
  readonly sentence: string;
  /** Findings that meet the policy. */
  readonly findings: number;
  readonly advisories: readonly string[];
}

export interface PolicyVerdict {
  readonly kind: VerdictKind;
  readonly sentence: string;
  readonly reasons: readonly VerdictReason[];
  readonly acceptedFindings: number;
  /** Undefined: time alone changes nothing. */
  readonly changesAtMs?: number;
}

export interface JudgingRules {
  readonly policies: readonly Policy[];
  readonly accepted: readonly AcceptanceRule[];
}

/** What a reason names at most. */
const examplesMax = 5;
/** A name, two versions and an id with room; longer ones are the image's own text. */
const exampleLengthMax = 200;

export function judgeImage(
  image: JudgedImage,
  { policies, accepted }: JudgingRules,
  nowMs: number,
): PolicyVerdict {
  const rules = rulesAt(accepted, image.place, nowMs);
  const findings: JudgedFinding[] = [];
  const ends: number[] = [];
  for (const finding of image.findings) {
    const rule = rules.length === 0 ? undefined : acceptedBy(rules, finding);
    if (rule === undefined) findings.push(finding);
    else ends.push(rule.endsAtMs);
  }
  const open = { ...image, findings };
  const speaking = policies.filter(({ scope }) => isInScope(scope, image.place));
  const outcomes = speaking.map((policy) => judgePolicy(policy, open, nowMs));
  const reasons = outcomes.flatMap(({ reason }) => reason ?? []);
  const changesAtMs = earliest([...ends, ...outcomes.map(({ turnsAtMs }) => turnsAtMs)]);
  return {
    ...conclusion(reasons, speaking.length, image),
    reasons: reasons.toSorted((a, b) => rankOf(b.effect) - rankOf(a.effect)),
    acceptedFindings: ends.length,
    ...(changesAtMs === undefined ? {} : { changesAtMs }),
  };
}

export function worstVerdict(kinds: readonly VerdictKind[]): VerdictKind {
  return kinds.reduce((worst, kind) => (rankOf(kind) > rankOf(worst) ? kind : worst), 'pass');
}

function rankOf(kind: VerdictKind): number {
  return verdictKinds.indexOf(kind);
}

function conclusion(
  reasons: readonly VerdictReason[],
  speaking: number,
  image: JudgedImage,
): Pick<PolicyVerdict, 'kind' | 'sentence'> {
  const kind = worstVerdict(reasons.map(({ effect }) => effect));
  // What nobody has looked into is neither good nor suspicious, unless a policy has decided on it.
  const isUnseen = image.scan === 'waiting' || image.scan === 'failed';
  const met = reasons.some(({ outcome, effect }) => outcome === 'met' && effect === kind);
  if (isUnseen && kind !== 'block' && !met && speaking > 0) {
    return { kind: 'unknown', sentence: `The verdict is not known: ${blindSpot(image)}.` };
  }
  const decisive = reasons.find(({ effect }) => effect === kind);
  if (kind !== 'pass' && decisive !== undefined) return { kind, sentence: decisive.sentence };
  if (speaking === 0) return { kind: 'pass', sentence: 'No policy speaks of this image.' };
  const policies =
    speaking === 1 ? 'the policy that speaks' : `the ${speaking} policies that speak`;
  return { kind: 'pass', sentence: `It meets ${policies} of it.` };
}

interface Outcome {
  readonly reason?: VerdictReason;
  readonly turnsAtMs?: number;
}

function judgePolicy(policy: Policy, image: JudgedImage, nowMs: number): Outcome {
  const { finding, image: conditions } = policy.when;
  const facts = conditions === undefined ? undefined : judgeFacts(conditions, image, nowMs);
  if (finding === undefined) return factOutcome(policy, facts ?? { truth: 'no' });
  // Without the facts nothing of the findings matters.
  if (facts?.truth === 'no' && facts.turnsAtMs === undefined) return {};
  const answers = image.findings.map((one) => ({
    finding: one,
    answer: allOf([...(facts === undefined ? [] : [facts]), judgeFinding(finding, one, nowMs)]),
  }));
  const turnsAtMs = earliest(answers.map(({ answer }) => answer.turnsAtMs));
  const met = answers.filter(({ answer }) => answer.truth === 'yes').map((one) => one.finding);
  const reason =
    met.length > 0
      ? metReason(policy, met.toSorted(byGravity), facts)
      : unknownReason(policy, answers, image);
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(turnsAtMs === undefined ? {} : { turnsAtMs }),
  };
}

function factOutcome(policy: Policy, facts: Answer): Outcome {
  const reasons: Readonly<Record<Truth, () => VerdictReason | undefined>> = {
    yes: () => reasonOf(policy, 'met', `the image ${facts.text ?? 'meets it'}`),
    no: () => undefined,
    unknown: () => reasonOf(policy, 'unknown', `it is not known ${facts.text ?? ''}`),
  };
  const reason = reasons[facts.truth]();
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(facts.turnsAtMs === undefined ? {} : { turnsAtMs: facts.turnsAtMs }),
  };
}

function metReason(
  policy: Policy,
  met: readonly JudgedFinding[],
  facts: Answer | undefined,
): VerdictReason {
  const words = findingWords(policy.when.finding ?? {}, met.length !== 1);
  const examples = met.slice(0, examplesMax).map(exampleOf);
  const more = met.length > examplesMax ? `, and ${met.length - examplesMax} more` : '';
  const besides = facts?.text === undefined ? '' : `; the image ${facts.text}`;
  const text = `${met.length} ${words}: ${examples.join(', ')}${more}${besides}`;
  return {
    ...reasonOf(policy, 'met', text),
    findings: met.length,
    advisories: [...new Set(met.slice(0, examplesMax).map(({ advisoryId }) => advisoryId))],
  };
}

/** The same words for the same image, in whatever order its findings come. */
function byGravity(left: JudgedFinding, right: JudgedFinding): number {
  return (
    severityLevels.indexOf(left.severity) - severityLevels.indexOf(right.severity) ||
    compareText(left.advisoryId, right.advisoryId) ||
    compareText(left.packageName, right.packageName) ||
    compareText(left.packageVersion, right.packageVersion)
  );
}

function exampleOf({ advisoryId, packageName, packageVersion, fixedIn }: JudgedFinding): string {
  const fix = fixedIn === undefined ? '' : ` (fixed in ${fixedIn})`;
  return `${advisoryId} in ${packageName} ${packageVersion}${fix}`.slice(0, exampleLengthMax);
}

function unknownReason(
  policy: Policy,
  answers: readonly { readonly finding: JudgedFinding; readonly answer: Answer }[],
  image: JudgedImage,
): VerdictReason | undefined {
  const unsure = answers
    .filter(({ answer }) => answer.truth === 'unknown')
    .toSorted((left, right) => byGravity(left.finding, right.finding));
  const [first] = unsure;
  if (first !== undefined) {
    const whose = `of ${unsure.length} finding${unsure.length === 1 ? '' : 's'}`;
    const text = `${whose} it is not known ${first.answer.text ?? ''}: ${exampleOf(first.finding)}`;
    return reasonOf(policy, 'unknown', text);
  }
  const spot = blindSpot(image);
  return spot === undefined ? undefined : reasonOf(policy, 'unknown', spot);
}

function reasonOf(policy: Policy, outcome: VerdictReason['outcome'], text: string): VerdictReason {
  const effect = outcome === 'met' ? policy.effect : (policy.unknown ?? 'warn');
  const word = { block: 'Blocked', warn: 'Warned', pass: 'Passed' }[effect];
  const rule = outcome === 'met' ? policy.name : `${policy.name} (${policyWords(policy)})`;
  return {
    ...{ policy: policy.name, effect, outcome },
    sentence: `${word} by "${rule}": ${text}.`,
    findings: 0,
    advisories: [],
  };
}
