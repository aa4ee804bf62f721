// Which findings of a tag are accepted now, for exposures.
import { acceptedBy, rulesAt } from '@harborguard/shared/policy/accepted-findings.ts';
import type { ExposureState } from '../findings/finding-store.ts';
import type { Stores } from '../unit-of-work.ts';
import { placeOf } from './judge-subjects.ts';

type AcceptableExposure = Pick<ExposureState, 'imageId'> & {
  readonly advisoryId: string;
  readonly packageName: string;
};

export type IsAccepted = (exposure: AcceptableExposure) => boolean;

/** By tag. */
export type AcceptedAt = (tagId: number) => IsAccepted;

export async function acceptedAt(
  { policies, verdicts }: Pick<Stores, 'policies' | 'verdicts'>,
  tagIds: readonly number[],
  now: number,
): Promise<AcceptedAt> {
  const rules = await policies.acceptanceRules(now);
  if (rules.length === 0) return () => () => false;
  const subjects = await verdicts.subjects(tagIds);
  const rulesOfImage = new Map(
    subjects.map((subject) => [
      `${subject.tagId} ${subject.imageId}`,
      rulesAt(rules, placeOf(subject), now),
    ]),
  );
  return (tagId) =>
    ({ imageId, advisoryId, packageName }) => {
      const speaking = rulesOfImage.get(`${tagId} ${imageId}`) ?? [];
      return acceptedBy(speaking, { ids: [advisoryId], packageName }) !== undefined;
    };
}
