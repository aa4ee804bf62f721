// Which images are due after an import, and how much of them: those that hold a package whose advisories changed are asked
// about these packages only, those for which something was missing as a whole.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import type { SystemStores } from '../unit-of-work.ts';
import {
  type Applied,
  changedNames,
  changesDue,
  lastApplied,
  rememberApplied,
  rememberChanges,
} from './applied-advisories.ts';
import type { ChangedPackage } from './match-loop.ts';

/** Beyond this, asking for each name costs more than matching every image again. */
const changedNamesMax = 5000;

export async function queueChanged(
  stores: SystemStores,
  advisories: AdvisoryQuery,
  changed: readonly ChangedPackage[] | 'all',
  now: number,
): Promise<void> {
  const { findings, settings } = stores;
  const { builtAtMs, ecosystems } = advisories.describe();
  const before = await lastApplied(settings);
  const due = changed === 'all' ? 'all' : await allDue(stores, changed);
  if (due === 'all' || before === undefined || concernsAll(before, { builtAtMs, ecosystems })) {
    await findings.queueAllImages(now);
    await rememberChanges(settings, []);
  } else {
    for (const names of changedNames(due)) await findings.queueImagesHolding(names, now);
    const isGained = ecosystems.some((ecosystem) => !before.ecosystems.includes(ecosystem));
    if (isGained) await findings.queueUncoveredImages(now);
    await findings.queueUnmatchedImages(now);
    await findings.setMatchedWith(builtAtMs);
    await rememberChanges(settings, due);
  }
  await rememberApplied(settings, { builtAtMs, ecosystems });
}

/** At start: everything is due unless these very advisories were applied last. */
export async function queueUnapplied(
  stores: SystemStores,
  advisories: AdvisoryQuery,
  now: number,
): Promise<void> {
  const before = await lastApplied(stores.settings);
  if (before?.builtAtMs === advisories.describe().builtAtMs) return;
  await queueChanged(stores, advisories, 'all', now);
}

/** With what earlier imports changed, while an image still waits for it. */
async function allDue(
  { findings, settings }: SystemStores,
  changed: readonly ChangedPackage[],
): Promise<readonly ChangedPackage[] | 'all'> {
  const earlier = (await findings.hasPartRequests()) ? await changesDue(settings) : [];
  const due = new Map<string, ChangedPackage>();
  for (const one of [...earlier, ...changed]) {
    due.set(JSON.stringify([one.ecosystem, one.packageName]), one);
  }
  return due.size > changedNamesMax ? 'all' : [...due.values()];
}

/** Where a change reaches images that hold no changed package. */
function concernsAll(before: Applied, now: Applied): boolean {
  const isLost = before.ecosystems.some((ecosystem) => !now.ecosystems.includes(ecosystem));
  // What only the paid pocket of a release spoke of is judged by the release from now on.
  const isOutweighed = now.ecosystems.some(
    (ecosystem) => /^Ubuntu:(?!Pro:)/.test(ecosystem) && !before.ecosystems.includes(ecosystem),
  );
  // A clock that was set back tells no longer which came first.
  return isLost || isOutweighed || now.builtAtMs < before.builtAtMs;
}
