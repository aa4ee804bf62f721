// Brings what EPSS and KEV say of the advisories in use up to date with an import, and tells of open findings that are now
// known to be exploited. No image is matched again for it.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { joinSignals } from '@harborguard/shared/advisories/cve-signal.ts';
import { exploitedEvents } from '../notifications/finding-events.ts';
import { feedsOf } from '../policies/judge-subjects.ts';
import type { SystemStores } from '../unit-of-work.ts';

const feedsSetting = 'advisories.feeds';

export async function refreshSignals(
  stores: SystemStores,
  advisories: AdvisoryQuery,
  now: number,
): Promise<void> {
  const { findings, verdicts } = stores;
  const changed = [];
  const exploited = [];
  for (const known of await findings.advisorySignals()) {
    const said = known.cves.map((cve) => advisories.signal(cve)).filter((one) => one !== undefined);
    const signal = joinSignals(said) ?? {};
    if (JSON.stringify(signal) !== JSON.stringify(known.signal)) changed.push({ ...known, signal });
    if (signal.kev !== undefined && known.signal.kev === undefined) exploited.push(known);
  }
  await findings.saveSignals(changed);
  for (const [orgId, advisoriesOf] of Map.groupBy(exploited, (one) => one.orgId)) {
    const organisation = stores.organisation(orgId);
    const ids = advisoriesOf.map(({ advisoryId }) => advisoryId);
    const exposures = await organisation.findings.openExposuresOf(ids);
    await organisation.notifications.addEvents(exploitedEvents(exposures, now));
  }
  for (const [orgId, signals] of Map.groupBy(changed, (one) => one.orgId)) {
    const ids = signals.map(({ advisoryId }) => advisoryId);
    await verdicts.queueAdvisories(orgId, ids, now);
  }
  await queueForFeeds(stores, advisories, now);
}

/** A feed that is there now, or no longer, says something of every finding that it does not name. */
async function queueForFeeds(
  { settings, verdicts }: SystemStores,
  advisories: AdvisoryQuery,
  now: number,
): Promise<void> {
  const feeds = JSON.stringify(feedsOf(advisories.describe()));
  if ((await settings.get(feedsSetting)) === feeds) return;
  await verdicts.queueAll(now);
  await settings.set(feedsSetting, feeds);
}
