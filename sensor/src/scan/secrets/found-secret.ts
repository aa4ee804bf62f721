// Where in a text a secret is.
import type { ObservationRuleId } from '@harborguard/shared/observations/observation-rules.ts';

export interface FoundSecret {
  readonly rule: ObservationRuleId;
  readonly start: number;
  readonly end: number;
  /** Long and random by its form, so that a hash of it tells nothing. */
  readonly isRandom: boolean;
}
