// Brings what EPSS and KEV say of the advisories in use up to date with an import. No image is matched again for it.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { joinSignals } from '@harborguard/shared/advisories/cve-signal.ts';
import type { SystemStores } from '../unit-of-work.ts';

export async function refreshSignals(
  { findings }: SystemStores,
  advisories: AdvisoryQuery,
): Promise<void> {
  const changed = [];
  for (const known of await findings.advisorySignals()) {
    const said = known.cves.map((cve) => advisories.signal(cve)).filter((one) => one !== undefined);
    const signal = joinSignals(said) ?? {};
    if (JSON.stringify(signal) !== JSON.stringify(known.signal)) changed.push({ ...known, signal });
  }
  await findings.saveSignals(changed);
}
