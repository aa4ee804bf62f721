// Secrets in an image's configuration: in its environment, its history, its labels and its command line. Where they
// are is observed; the texts that are kept come back with the secrets struck out.
import {
  type ObservationRuleId,
  observe,
} from '@harborguard/shared/observations/observation-rules.ts';
import type { ImageConfig } from '@harborguard/shared/oci/parse-image-config.ts';
import type { ImageFacts } from '@harborguard/shared/protocol/inventory.ts';
import type { Observation } from '@harborguard/shared/protocol/observation.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import { findSecrets } from '../secrets/find-secrets.ts';
import { secretFingerprint } from '../secrets/secret-fingerprint.ts';
import { secretVariables } from '../secrets/secret-variables.ts';

export interface ConfigSecrets {
  readonly observations: readonly Observation[];
  /** As the configuration has them, without the secrets; `createdBy` of every history step in its order. */
  readonly facts: ImageFacts;
  readonly history: readonly string[];
}

const lengths = { createdBy: 8192, label: 8192, argument: 2048, name: 256 };
const struckOut = '***';

/** `digest`: of the configuration. */
export function configSecrets(config: ImageConfig, digest: string): ConfigSecrets {
  const search = new TextSearch(digest);
  for (const variable of config.environment) {
    const name = variable.split('=', 1)[0] ?? '';
    search.strike(variable, `environment ${name}`);
  }
  const history = config.history.map(({ createdBy }, step) =>
    cleanText(search.strike(createdBy, `history step ${step + 1}`), lengths.createdBy),
  );
  return { observations: search.observations, facts: factsOf(config.facts, search), history };
}

function factsOf(facts: ImageFacts, search: TextSearch): ImageFacts {
  const { entrypoint, command, labels } = facts;
  const argumentsOf = (texts: readonly string[], place: string) =>
    texts.map((text) => cleanText(search.strike(text, place), lengths.argument));
  return {
    ...facts,
    labels: Object.fromEntries(
      Object.entries(labels).map(([name, value]) => [
        name,
        cleanText(search.strike(value, `label ${name}`), lengths.label),
      ]),
    ),
    ...(entrypoint === undefined ? {} : { entrypoint: argumentsOf(entrypoint, 'entrypoint') }),
    ...(command === undefined ? {} : { command: argumentsOf(command, 'command') }),
  };
}

interface Span {
  readonly rule: ObservationRuleId;
  readonly start: number;
  readonly end: number;
  readonly isRandom: boolean;
}

class TextSearch {
  readonly observations: Observation[] = [];
  readonly #salt: string;

  constructor(salt: string) {
    this.#salt = salt;
  }

  /** The text without its secrets. */
  strike(text: string, place: string): string {
    let struck = '';
    let from = 0;
    for (const { rule, start, end, isRandom } of spansOf(text)) {
      const mark = isRandom
        ? { fingerprint: secretFingerprint(this.#salt, text.slice(start, end)) }
        : {};
      this.observations.push(observe(rule, { place: cleanText(place, lengths.name), ...mark }));
      struck += text.slice(from, start) + struckOut;
      from = end;
    }
    return struck + text.slice(from);
  }
}

/** By its form a secret is known better than by the name of its variable, so of two at one place the first counts. */
function spansOf(text: string): readonly Span[] {
  const byForm = findSecrets(text);
  const byName = secretVariables(text).filter(
    (one) => !byForm.some((other) => one.start < other.end && other.start < one.end),
  );
  const kept: Span[] = [];
  for (const span of [...byForm, ...byName].sort((a, b) => a.start - b.start)) {
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  }
  return kept;
}
