// After an import: images of which only the packages with changed advisories are looked at, without their inventories.
// What else an image holds is as the advisories before said it, and they say the same now.
import { distroScope, matchPackage } from '@harborguard/shared/match/match-package.ts';
import { changesApplied } from './applied-advisories.ts';
import type { ChangedNames, HeldPackage, PackageMatches, QueuedImage } from './finding-store.ts';
import { type MatchDependencies, refreshShowing } from './match-queued-image.ts';
import { imageFinding, signalsOf } from './matched-image.ts';

/** Returns those that have to be matched as a whole, after all. */
export async function rematchPackages(
  dependencies: MatchDependencies,
  orgId: string,
  queued: readonly QueuedImage[],
): Promise<readonly QueuedImage[]> {
  const { unitOfWork, clock } = dependencies;
  const matched = await matchChanged(dependencies, orgId, queued);
  await unitOfWork.write(orgId, async (stores) => {
    const { findings, verdicts } = stores;
    const now = clock.now();
    const versions = await findings.queuedVersions(queued.map(({ imageId }) => imageId));
    const images = queued.flatMap(({ imageId, version }) =>
      versions.get(imageId) === version ? (matched.images.get(imageId) ?? []) : [],
    );
    const changed = await findings.savePackageMatches(images, matched, now);
    await verdicts.rememberAges(
      images.flatMap(({ matches }) => matches),
      now,
    );
    const changedIds = changed.map(({ imageId }) => imageId);
    const names = new Set(changed.flatMap(({ packageNames }) => packageNames));
    await refreshShowing(stores, changedIds, now, [...names]);
    await verdicts.queueImages(changedIds, now);
    await findings.dropQueuedImages(images.map(({ imageId }) => imageId));
  });
  return queued.filter(({ imageId }) => !matched.images.has(imageId));
}

interface MatchedPackages {
  readonly images: ReadonlyMap<number, PackageMatches>;
  readonly signals: ReturnType<typeof signalsOf>;
  readonly matchedWith: number;
}

async function matchChanged(
  { unitOfWork, advisories, known: remembered }: MatchDependencies,
  orgId: string,
  queued: readonly QueuedImage[],
): Promise<MatchedPackages> {
  const query = advisories.current();
  const partly = queued.filter(({ isWhole }) => !isWhole).map(({ imageId }) => imageId);
  const changed =
    query === undefined || partly.length === 0
      ? undefined
      : await unitOfWork.readSystem(({ settings }) => changesApplied(settings, query));
  if (query === undefined || changed === undefined) {
    return { images: new Map(), signals: [], matchedWith: 0 };
  }
  const { distros, held } = await readHeld({ unitOfWork, orgId, imageIds: partly, changed });
  const known = remembered.of(query);
  const images = new Map<number, PackageMatches>();
  const findings = [];
  for (const [imageId, distro] of distros) {
    const scope = distroScope(distro, query);
    const facts = distinctFacts(held.get(imageId) ?? []);
    if (facts === undefined) continue;
    const matches = [];
    for (const { fact, layer } of facts) {
      for (const finding of matchPackage(fact, scope, { advisories: query, known })) {
        findings.push(finding);
        matches.push(imageFinding({ ...fact, layer }, finding));
      }
    }
    images.set(imageId, { imageId, packages: facts.map(({ fact }) => fact), matches });
  }
  return { images, signals: signalsOf(findings), matchedWith: query.describe().builtAtMs };
}

function readHeld({
  unitOfWork,
  orgId,
  imageIds,
  changed,
}: Pick<MatchDependencies, 'unitOfWork'> & {
  readonly orgId: string;
  readonly imageIds: readonly number[];
  readonly changed: readonly ChangedNames[];
}) {
  return unitOfWork.read(orgId, async ({ findings }) => {
    const distros = await findings.partlyMatchable(imageIds);
    const held = await findings.packagesNamed(imageIds, changed);
    return { distros, held: Map.groupBy(held, ({ imageId }) => imageId) };
  });
}

type KnownPackage = HeldPackage & { readonly fact: NonNullable<HeldPackage['fact']> };

/** Each package version once, where it was first seen; undefined when one of them cannot be judged by itself. */
function distinctFacts(held: readonly HeldPackage[]): readonly KnownPackage[] | undefined {
  const distinct = new Map<string, KnownPackage>();
  for (const { fact, ...place } of held) {
    if (fact === undefined) return undefined;
    const key = JSON.stringify([fact.type, fact.name, fact.version]);
    if (!distinct.has(key)) distinct.set(key, { ...place, fact });
  }
  return [...distinct.values()];
}
