// The verdict of policies as rules and results of a SARIF run: a rule for each policy that is not met, with why.
import type { VerdictReason } from '../policy/judge-image.ts';
import { uriOf } from './sarif-location.ts';
import type { ImageReport } from './scan-report.ts';

/** `before`: how many rules stand before these. */
export function sarifVerdict({ name, verdict }: ImageReport, before: number) {
  const reasons = (verdict?.reasons ?? []).filter(({ effect }) => effect !== 'pass');
  return {
    rules: reasons.map(ruleOf),
    results: reasons.map((reason, index) => resultOf(reason, { name, index: before + index })),
  };
}

function ruleOf({ policy, effect }: VerdictReason) {
  return {
    id: `policy/${policy}`,
    name: policy,
    shortDescription: { text: policy },
    defaultConfiguration: { level: levelOf(effect) },
    properties: { tags: ['security', 'policy'] },
  };
}

function resultOf(
  { policy, effect, outcome, sentence, findings }: VerdictReason,
  { name, index }: { readonly name: string; readonly index: number },
) {
  return {
    ruleId: `policy/${policy}`,
    ruleIndex: index,
    level: levelOf(effect),
    message: { text: sentence },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(name) },
          region: { startLine: 1 },
        },
      },
    ],
    partialFingerprints: { 'policy/v1': policy },
    properties: { outcome, findings },
  };
}

function levelOf(effect: VerdictReason['effect']): 'error' | 'warning' {
  return effect === 'block' ? 'error' : 'warning';
}
