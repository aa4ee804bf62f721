// Which images are due after an import: those that hold a package whose advisories changed, and those for which
// something was missing. What was last applied is remembered, so that an import beside a stopped server counts too.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { languageEcosystemOf } from '@harborguard/shared/match/package-lookups.ts';
import { type PackageType, packageTypes } from '@harborguard/shared/protocol/inventory.ts';
import type { SystemStores } from '../unit-of-work.ts';
import type { ChangedPackage } from './match-loop.ts';

const appliedSetting = 'advisories.applied';

/** Beyond this, asking for each name costs more than matching every image again. */
const changedNamesMax = 5000;

interface Applied {
  readonly builtAtMs: number;
  readonly ecosystems: readonly string[];
}

export async function queueChanged(
  stores: SystemStores,
  advisories: AdvisoryQuery,
  changed: readonly ChangedPackage[] | 'all',
  now: number,
): Promise<void> {
  const { builtAtMs, ecosystems } = advisories.describe();
  const before = await applied(stores);
  // Coverage is lost for images that hold no changed package, too.
  const lost = before?.ecosystems.some((ecosystem) => !ecosystems.includes(ecosystem)) ?? true;
  if (changed === 'all' || lost || changed.length > changedNamesMax) {
    await stores.findings.queueAllImages(now);
  } else {
    await queueHolders(stores, changed, now);
    await stores.findings.queueUncoveredImages(now);
    await stores.findings.setMatchedWith(builtAtMs);
  }
  await stores.settings.set(appliedSetting, JSON.stringify({ builtAtMs, ecosystems }));
}

/** At start: everything is due unless these very advisories were applied last. */
export async function queueUnapplied(
  stores: SystemStores,
  advisories: AdvisoryQuery,
  now: number,
): Promise<void> {
  const before = await applied(stores);
  if (before?.builtAtMs === advisories.describe().builtAtMs) return;
  await queueChanged(stores, advisories, 'all', now);
}

async function applied(stores: SystemStores): Promise<Applied | undefined> {
  const text = await stores.settings.get(appliedSetting);
  return text === undefined ? undefined : (JSON.parse(text) as Applied);
}

async function queueHolders(
  stores: SystemStores,
  changed: readonly ChangedPackage[],
  now: number,
): Promise<void> {
  const byEcosystem = Map.groupBy(changed, ({ ecosystem }) => ecosystem.split(':', 1)[0] ?? '');
  for (const [ecosystem, packages] of byEcosystem) {
    const names = [...new Set(packages.map(({ packageName }) => packageName))];
    await stores.findings.queueImagesHolding({ types: typesOf(ecosystem), names }, now);
  }
}

/** A distro may keep its packages in any of the system's forms; the release does not matter here. */
function typesOf(ecosystem: string): readonly PackageType[] {
  const language = packageTypes.filter((type) => languageEcosystemOf(type) === ecosystem);
  return language.length > 0 ? language : ['deb', 'apk', 'rpm'];
}
