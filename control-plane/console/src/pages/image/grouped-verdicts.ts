// What policies say against an image, once for all the tags of which they say the same.
import type { ImageDetail } from './image-detail.ts';

type PlaceVerdict = Pick<
  ImageDetail['verdicts'][number],
  'repository' | 'tag' | 'verdict' | 'sentence'
>;

export interface VerdictGroup {
  readonly verdict: 'block' | 'warn';
  readonly sentence: string;
  /** `shop/web:1.4`; registries apart by what they hold, so one name may stand for two of them. */
  readonly names: readonly string[];
}

/** What blocks comes first. */
export function groupedVerdicts(verdicts: readonly PlaceVerdict[]): readonly VerdictGroup[] {
  const groups = new Map<string, VerdictGroup>();
  for (const { verdict, sentence, repository, tag } of verdicts) {
    if (verdict !== 'block' && verdict !== 'warn') continue;
    const key = `${verdict} ${sentence}`;
    const names = new Set([...(groups.get(key)?.names ?? []), `${repository}:${tag}`]);
    groups.set(key, { verdict, sentence, names: [...names] });
  }
  return [...groups.values()].sort((one, other) => one.verdict.localeCompare(other.verdict));
}
