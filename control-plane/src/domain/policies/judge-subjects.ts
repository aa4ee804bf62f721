// The verdicts on images at hand: what the policies ask for is read, and nothing else.
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import { inventoryFacts } from '@harborguard/shared/policy/inventory-facts.ts';
import {
  type JudgingRules,
  judgeImage,
  type PolicyVerdict,
} from '@harborguard/shared/policy/judge-image.ts';
import type { JudgedImage, JudgedPlace } from '@harborguard/shared/policy/judged-image.ts';
import type { Stores } from '../unit-of-work.ts';
import { registryHost } from './registry-host.ts';
import type { SignalFeeds, SubjectFacts, VerdictSubject, WantedFacts } from './verdict-store.ts';

export interface CurrentRules extends JudgingRules {
  readonly feeds: SignalFeeds;
}

/** Of the advisories in use; without any, nothing is known. */
export function feedsOf(description: AdvisoryDescription | undefined): SignalFeeds {
  const feeds = description?.feeds;
  return { epss: feeds?.epss !== undefined, kev: feeds?.kev !== undefined };
}

export type JudgingStores = Pick<Stores, 'inventory' | 'policies' | 'verdicts'>;

/** The policies and exceptions of the organisation that count now. */
export async function currentRules(
  { policies }: Pick<Stores, 'policies'>,
  feeds: SignalFeeds,
  now: number,
): Promise<CurrentRules> {
  const stored = await policies.policies();
  return {
    policies: stored.filter(({ isEnabled }) => isEnabled).map(({ policy }) => policy),
    accepted: await policies.acceptanceRules(now),
    feeds,
  };
}

/** In the order of the subjects. */
export async function judgeSubjects(
  { verdicts }: JudgingStores,
  subjects: readonly VerdictSubject[],
  rules: CurrentRules,
  now: number,
): Promise<readonly PolicyVerdict[]> {
  const facts = await verdicts.facts(subjects, wantedBy(rules));
  return subjects.map((subject, index) =>
    judgeImage(judgedImage(subject, facts[index]), rules, now),
  );
}

/** Facts that no scan has left yet, taken from the inventories once. */
export async function fillImageFacts(
  { inventory, verdicts }: JudgingStores,
  subjects: readonly VerdictSubject[],
): Promise<void> {
  const imageIds = [...new Set(subjects.map(({ imageId }) => imageId))];
  for (const imageId of await verdicts.imagesWithoutFacts(imageIds)) {
    const body = await inventory.inventory(imageId);
    if (body !== undefined) await verdicts.saveImageFacts(imageId, inventoryFacts(body));
  }
}

export function placeOf(subject: VerdictSubject): JudgedPlace {
  const { registryUrl, repository, tag, digest, indexDigest } = subject;
  return {
    registry: registryHost(registryUrl),
    repository,
    ...(tag === undefined ? {} : { tag }),
    digests: indexDigest === undefined ? [digest] : [digest, indexDigest],
  };
}

function wantedBy({ policies, feeds }: CurrentRules): WantedFacts {
  return {
    feeds,
    findings: policies.some(({ when }) => when.finding !== undefined),
    firstSeen: policies.some(({ when }) => when.finding?.firstSeenForDays !== undefined),
    signatures: policies.some(({ when }) => when.image?.notSignedBy !== undefined),
  };
}

function judgedImage(subject: VerdictSubject, facts: SubjectFacts | undefined): JudgedImage {
  const { baseCreatedAtMs, signedBy } = facts ?? {};
  const { baseDigest: _, ...inventory } = facts?.inventory ?? {};
  return {
    place: placeOf(subject),
    scan: subject.scan,
    uncovered: subject.uncovered,
    findings: facts?.findings ?? [],
    facts: {
      ...inventory,
      ...(baseCreatedAtMs === undefined ? {} : { baseCreatedAtMs }),
      ...(signedBy === undefined ? {} : { signedBy }),
    },
  };
}
