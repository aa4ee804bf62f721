// The verdicts on one image, for each tag that shows it.
import type { VerdictReason } from '@harborguard/shared/policy/judge-image.ts';
import type { Kysely } from 'kysely';
import type { TagVerdict } from '../domain/inventory/image-queries.ts';
import { liveTags } from './shown-by.ts';
import type { Tables } from './tables.ts';

/** As many as the places a page shows. */
const verdictsMax = 1000;

export async function tagVerdictsOf(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
): Promise<readonly TagVerdict[]> {
  const rows = await liveTags(db, orgId)
    .innerJoin('verdict', 'verdict.tag_id', 'tag.id')
    .select([
      'registry.id as registryId',
      'repository.name as repository',
      'tag.name as tag',
      'verdict.kind',
      'verdict.sentence',
      'verdict.reasons_json',
      'verdict.accepted_findings as acceptedFindings',
      'verdict.judged_at as judgedAt',
    ])
    .where('verdict.org_id', '=', orgId)
    .where('verdict.image_id', '=', imageId)
    .orderBy('repository.name')
    .orderBy('tag.name')
    .limit(verdictsMax)
    .execute();
  return rows.map(({ reasons_json, ...row }) => ({
    ...row,
    reasons: JSON.parse(reasons_json) as VerdictReason[],
  }));
}
