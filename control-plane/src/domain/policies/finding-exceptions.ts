// What was decided about the findings of one image: by which exception each is accepted where the image is shown, or
// which one was asked for and waits.
import { acceptedBy, rulesAt } from '@harborguard/shared/policy/accepted-findings.ts';
import type { JudgedPlace } from '@harborguard/shared/policy/judged-image.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { ImageFinding } from '../findings/finding-queries.ts';
import type { ImageDetail } from '../inventory/image-queries.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { OpenException, StoredException } from './policy-store.ts';
import { registryHost } from './registry-host.ts';

export interface FindingException {
  readonly exception: StoredException;
  readonly state: 'requested' | 'active';
  /** In every place that shows the image; else it still counts in some. */
  readonly isEverywhere: boolean;
}

export interface FindingExceptions {
  /** One for each of the findings, in their order; undefined where nothing was decided and nothing waits. */
  of(
    orgId: string,
    image: Pick<ImageDetail, 'digest' | 'places' | 'locations'>,
    findings: readonly Pick<ImageFinding, 'advisoryId' | 'packageName'>[],
  ): Promise<readonly (FindingException | undefined)[]>;
}

export interface FindingExceptionsDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

export function createFindingExceptions({
  unitOfWork,
  clock,
}: FindingExceptionsDependencies): FindingExceptions {
  return {
    of: (orgId, image, findings) =>
      unitOfWork.read(orgId, async ({ policies, registries }) => {
        const now = clock.now();
        const open = findings.length === 0 ? [] : await policies.openExceptions(now);
        if (open.length === 0) return findings.map(() => undefined);
        const hosts = new Map<string, string>();
        for (const id of new Set(image.locations.map(({ registryId }) => registryId))) {
          const registry = await registries.find(id);
          if (registry !== undefined) hosts.set(id, registryHost(registry.url));
        }
        const places = placesOf(image, hosts);
        const speaking = places.map((place) => ({
          active: speakingAt(open, place, true, now),
          requested: speakingAt(open, place, false, now),
        }));
        return findings.map((finding) => decided(finding, speaking));
      }),
  };
}

interface Speaking {
  readonly active: readonly OpenException[];
  readonly requested: readonly OpenException[];
}

function speakingAt(
  open: readonly OpenException[],
  place: JudgedPlace,
  isApproved: boolean,
  now: number,
): readonly OpenException[] {
  const wanted = open.filter(
    ({ exception }) => (exception.approvedAt !== undefined) === isApproved,
  );
  const rules = new Set(
    rulesAt(
      wanted.map(({ rule }) => rule),
      place,
      now,
    ),
  );
  return wanted.filter(({ rule }) => rules.has(rule));
}

/** Of those that accept it the one that ends first, since from then on it counts somewhere. */
function decided(
  { advisoryId, packageName }: Pick<ImageFinding, 'advisoryId' | 'packageName'>,
  speaking: readonly Speaking[],
): FindingException | undefined {
  const finding = { ids: [advisoryId], packageName };
  for (const state of ['active', 'requested'] as const) {
    const found = speaking.flatMap((place) => {
      const rule = acceptedBy(
        place[state].map((each) => each.rule),
        finding,
      );
      return place[state].find((each) => each.rule === rule) ?? [];
    });
    const [first] = found.toSorted((a, b) => a.rule.endsAtMs - b.rule.endsAtMs);
    if (first === undefined) continue;
    const isEverywhere = found.length === speaking.length;
    return { exception: first.exception, state, isEverywhere };
  }
  return undefined;
}

/** Its tags; where it has none, the repositories it can be pulled from by its digest. */
function placesOf(
  { digest, places, locations }: Pick<ImageDetail, 'digest' | 'places' | 'locations'>,
  hosts: ReadonlyMap<string, string>,
): readonly JudgedPlace[] {
  const at = (registryId: string, repository: string, digests: readonly string[], tag?: string) => {
    const registry = hosts.get(registryId);
    if (registry === undefined) return [];
    return [{ registry, repository, digests, ...(tag === undefined ? {} : { tag }) }];
  };
  if (places.length === 0) {
    return locations.flatMap(({ registryId, repository }) => at(registryId, repository, [digest]));
  }
  return places.flatMap(({ registryId, repository, tag, indexDigest }) => {
    const digests = indexDigest === undefined ? [digest] : [digest, indexDigest];
    return at(registryId, repository, digests, tag);
  });
}
