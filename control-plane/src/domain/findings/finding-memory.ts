// Findings of package versions that were met before, for as long as the advisories stay the same: thousands of images are
// built from a few bases.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import type { KnownFindings } from '@harborguard/shared/match/match-package.ts';

/** Distinct package versions of a large installation; some hundred bytes each. */
const lookupsMax = 50_000;

export class FindingMemory {
  #advisories: AdvisoryQuery | undefined;
  #findings: KnownFindings = new Map();

  of(advisories: AdvisoryQuery): KnownFindings {
    if (this.#advisories !== advisories || this.#findings.size > lookupsMax) {
      this.#advisories = advisories;
      this.#findings = new Map();
    }
    return this.#findings;
  }
}
