// Observations as rules and results of a SARIF run of their own, beside those of advisories: a rule for each kind of
// thing seen, a result for each place. They carry no security-severity, which belongs to vulnerabilities.
import { observationRule, observedAt } from '../observations/observation-rules.ts';
import type { Observation, ObservationSeverity } from '../protocol/observation.ts';
import { uriOf } from './sarif-location.ts';
import type { ImageReport } from './scan-report.ts';

const levels: Readonly<Record<ObservationSeverity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** `before`: how many rules stand before these. */
export function sarifObservations({ name, inventory }: ImageReport, before: number) {
  const { observations = [] } = inventory;
  const indexes = new Map<string, number>();
  const rules: unknown[] = [];
  for (const one of observations) {
    if (indexes.has(one.rule)) continue;
    indexes.set(one.rule, before + rules.length);
    rules.push(ruleOf(one));
  }
  const results = observations.map((one) => {
    const index = indexes.get(one.rule) ?? -1;
    return resultOf(one, { index, name, layerDigest: inventory.layers[one.layer ?? -1]?.digest });
  });
  return { rules, results };
}

function ruleId({ kind, rule }: Observation): string {
  return `${kind}/${rule}`;
}

function ruleOf(one: Observation) {
  const rule = observationRule(one.rule);
  const title = rule?.title ?? one.rule;
  const cis = rule?.cis === undefined ? '' : ` (CIS Docker Benchmark ${rule.cis})`;
  return {
    id: ruleId(one),
    name: one.rule,
    shortDescription: { text: title },
    fullDescription: { text: `${title}${cis}` },
    defaultConfiguration: { level: levels[one.severity] },
    help: { text: rule?.remedy ?? title },
    properties: { tags: ['security', one.kind] },
  };
}

interface Shown {
  readonly index: number;
  readonly name: string;
  readonly layerDigest: string | undefined;
}

function resultOf(one: Observation, { index, name, layerDigest }: Shown) {
  const { kind, severity, layer, path, line, place, mode, owner } = one;
  const { fingerprint, removedInLayer } = one;
  const title = observationRule(one.rule)?.title ?? one.rule;
  return {
    ruleId: ruleId(one),
    ruleIndex: index,
    level: levels[severity],
    message: { text: `${title}: ${observedAt(one) || name}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(path ?? name) },
          region: { startLine: line ?? 1 },
        },
      },
    ],
    partialFingerprints: {
      'observationAndPlace/v1': [ruleId(one), path ?? '', place ?? '', fingerprint ?? ''].join(':'),
    },
    properties: {
      ...{ kind, severity, layer, layerDigest, place, mode, owner, fingerprint, removedInLayer },
    },
  };
}
