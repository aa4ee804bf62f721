// The verdicts on images at hand: what the policies ask for is read, and nothing else.
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import { inventoryFacts } from '@harborguard/shared/policy/inventory-facts.ts';
import {
  type JudgingRules,
  judgeImage,
  type PolicyVerdict,
} from '@harborguard/shared/policy/judge-image.ts';
import type { JudgedImage, JudgedPlace } from '@harborguard/shared/policy/judged-image.ts';
import { type FailOnLevel, failOnLevels } from '@harborguard/shared/report/fail-on-levels.ts';
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
  stores: JudgingStores,
  subjects: readonly VerdictSubject[],
  rules: CurrentRules,
  now: number,
): Promise<readonly PolicyVerdict[]> {
  const [verdicts] = await judgeByEach(stores, subjects, [rules], now);
  return verdicts ?? [];
}

/** By each of several sets of rules; what is known of the images is read once. */
export async function judgeByEach(
  { verdicts }: JudgingStores,
  subjects: readonly VerdictSubject[],
  ruleSets: readonly CurrentRules[],
  now: number,
): Promise<readonly (readonly PolicyVerdict[])[]> {
  const facts = await verdicts.facts(subjects, wantedBy(ruleSets));
  const images = subjects.map((subject, index) => judgedImage(subject, facts[index]));
  return ruleSets.map((rules) => images.map((image) => judgeImage(image, rules, now)));
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

function wantedBy(ruleSets: readonly CurrentRules[]): WantedFacts {
  const policies = ruleSets.flatMap((rules) => rules.policies);
  const findings = policies.flatMap(({ when }) => when.finding ?? []);
  const levels = findings.map(({ severityAtLeast }) => severityAtLeast);
  return {
    feeds: ruleSets[0]?.feeds ?? { epss: false, kev: false },
    findings: findings.length > 0,
    severities: levels.includes(undefined) ? undefined : severitiesOf(levels),
    firstSeen: findings.some(({ firstSeenForDays }) => firstSeenForDays !== undefined),
    signatures: policies.some(({ when }) => when.image?.notSignedBy !== undefined),
  };
}

/** Those that the most patient of the policies looks at. */
function severitiesOf(levels: readonly (FailOnLevel | undefined)[]): readonly FailOnLevel[] {
  const isAsked = (known: FailOnLevel) => levels.includes(known);
  const last = failOnLevels.findLastIndex(isAsked);
  return failOnLevels.slice(0, last + 1);
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
