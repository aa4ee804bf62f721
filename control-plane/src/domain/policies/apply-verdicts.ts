// Brings the verdicts of some tags up to date, within the transaction that takes them from the queue, and tells what
// changed for those who were told the verdict before.
import type { PolicyVerdict } from '@harborguard/shared/policy/judge-image.ts';
import { severityOfKind } from '../notifications/event-kinds.ts';
import type { NewNotificationEvent } from '../notifications/notification-event.ts';
import type { Stores } from '../unit-of-work.ts';
import { currentRules, fillImageFacts, judgeSubjects } from './judge-subjects.ts';
import {
  type NewVerdict,
  type SignalFeeds,
  type StoredVerdict,
  unknownPlatform,
  type VerdictSubject,
} from './verdict-store.ts';

export async function applyVerdicts(
  stores: Stores,
  tagIds: readonly number[],
  { feeds, now }: { readonly feeds: SignalFeeds; readonly now: number },
): Promise<void> {
  const { verdicts, notifications } = stores;
  const rules = await currentRules(stores, feeds, now);
  const subjects = await verdicts.subjects(tagIds);
  await fillImageFacts(stores, subjects);
  const judged = await judgeSubjects(stores, subjects, rules, now);
  const stored = Map.groupBy(await verdicts.verdicts(tagIds), ({ tagId }) => tagId);
  const fresh: NewVerdict[] = [];
  const events: NewNotificationEvent[] = [];
  for (const [index, subject] of subjects.entries()) {
    const verdict = judged[index];
    const { tagId } = subject;
    if (verdict === undefined || tagId === undefined) continue;
    const before = predecessor(stored.get(tagId) ?? [], subject);
    const knownKind = verdict.kind === 'unknown' ? before?.knownKind : verdict.kind;
    fresh.push({ subject: { ...subject, tagId }, verdict, knownKind });
    events.push(...changeEvents(subject, before, verdict, now));
  }
  await verdicts.saveVerdicts(fresh, now);
  await verdicts.removeVerdicts(
    [...stored.values()].flat().filter((row) => !isShown(subjects, row)),
  );
  await notifications.addEvents(events);
}

/** Of the same image, else of what the tag showed for this platform before. */
function predecessor(
  stored: readonly StoredVerdict[],
  { imageId, platform }: VerdictSubject,
): StoredVerdict | undefined {
  const same =
    stored.find((row) => row.imageId === imageId) ??
    stored.find((row) => row.platform === platform);
  // Of an image that nobody has looked into yet the platform is not known: it takes the place of the one there was.
  const [first, ...others] = stored;
  return same ?? (platform === unknownPlatform && others.length === 0 ? first : undefined);
}

function isShown(subjects: readonly VerdictSubject[], row: StoredVerdict): boolean {
  return subjects.some(({ tagId, imageId }) => tagId === row.tagId && imageId === row.imageId);
}

/** The first verdict is no change, and neither is not knowing for a while. */
function changeEvents(
  { registryId, repository, tag = '', digest, platform, tagId }: VerdictSubject,
  before: StoredVerdict | undefined,
  { kind, sentence }: PolicyVerdict,
  now: number,
): readonly NewNotificationEvent[] {
  const known = before?.knownKind;
  if (known === undefined || kind === 'unknown' || kind === known) return [];
  const subject = `verdict:${tagId}:${platform}`;
  const key = `${subject}:${kind}:${now}`;
  return [
    {
      ...{ kind: 'policy.verdict_changed', key, newsKey: key, subject, registryId, repository },
      severity: kind === 'block' ? severityOfKind('policy.verdict_changed') : 'low',
      isNew: true,
      isFixable: false,
      title: `Verdict on ${repository}:${tag} changed from ${known} to ${kind}. ${sentence}`,
      facts: { repository, tag, digest, platform, verdictBefore: known, verdict: kind },
      occurredAt: now,
    },
  ];
}
