// Which images verdicts are about, in SQL: those of tags, and those known by digest alone.
import type { ScanDepth } from '@harborguard/shared/policy/judged-image.ts';
import { type Kysely, sql } from 'kysely';
import type { SeverityCounts } from '../domain/inventory/image-queries.ts';
import {
  unknownPlatform,
  type VerdictStore,
  type VerdictSubject,
} from '../domain/policies/verdict-store.ts';
import { allShownImages } from './all-shown-images.ts';
import { collectChunks } from './in-chunks.ts';
import { countsOf } from './query-parts.ts';
import { liveTags } from './shown-by.ts';
import { shown, shownImageId, shownPlatform } from './shown-columns.ts';
import type { Tables } from './tables.ts';

type SubjectRows = Pick<VerdictStore, 'subjects' | 'untaggedSubjects' | 'tagsAt' | 'liveTags'>;

export function createSubjectRows(db: Kysely<Tables>, orgId: string): SubjectRows {
  return {
    subjects: (tagIds) =>
      collectChunks(tagIds, async (chunk) => {
        const rows = await allShownImages(db, orgId)
          .where('tag.id', 'in', chunk)
          .select([
            'tag.id as tagId',
            'tag.name as tag',
            'registry.id as registryId',
            'registry.url as registryUrl',
            'repository.name as repository',
            'top.digest as topDigest',
            ...imageColumns,
          ])
          .orderBy('tag.id')
          .orderBy('index_member.position')
          .execute();
        return rows.map(toSubject);
      }),
    untaggedSubjects: (place, digest) => untaggedSubjects(db, orgId, place, digest),
    tagsAt: async ({ registryId, repository }, reference) => {
      const column = reference.includes(':') ? 'tag.digest' : 'tag.name';
      const rows = await liveTags(db, orgId)
        .select('tag.id')
        .where('repository.registry_id', '=', registryId)
        .where('repository.name', '=', repository)
        .where('tag.attachment', '=', 0)
        .where(column, '=', reference)
        .orderBy('tag.id')
        .limit(tagsMax)
        .execute();
      return rows.map((row) => row.id);
    },
    liveTags: async (afterTagId, limit) => {
      const rows = await liveTags(db, orgId)
        .select([
          'tag.id as tagId',
          'registry.url as registryUrl',
          'repository.name as repository',
          'tag.name as tag',
        ])
        .where('tag.attachment', '=', 0)
        .where('tag.id', '>', afterTagId)
        .orderBy('tag.id')
        .limit(limit)
        .execute();
      return rows;
    },
  };
}

/** One digest may hang under thousands of tags; the worst of so many is as bad as it gets. */
const tagsMax = 200;

const imageColumns = [
  shownImageId.as('imageId'),
  shownPlatform.as('platform'),
  shown('digest').as('digest'),
  shown('kind').as('kind'),
  shown('scan_state').as('scanState'),
  shown('coverage').as('coverage'),
  shown('uncovered_json').as('uncoveredJson'),
  shown('matched_with').as('matchedWith'),
  shown('critical').as('critical'),
  shown('high').as('high'),
  shown('medium').as('medium'),
  shown('low').as('low'),
  shown('unknown').as('unknown'),
] as const;

async function untaggedSubjects(
  db: Kysely<Tables>,
  orgId: string,
  { registryId, repository }: { readonly registryId: string; readonly repository: string },
  digest: string,
): Promise<readonly VerdictSubject[]> {
  const rows = await db
    .selectFrom('image as top')
    .innerJoin('image_location', 'image_location.image_id', 'top.id')
    .innerJoin('registry', 'registry.id', 'image_location.registry_id')
    .leftJoin('index_member', (join) =>
      join
        .onRef('index_member.index_image_id', '=', 'top.id')
        .on('index_member.role', '=', 'image'),
    )
    .leftJoin('image as member', (join) =>
      join
        .onRef('member.org_id', '=', 'index_member.org_id')
        .onRef('member.digest', '=', 'index_member.member_digest'),
    )
    .where('top.org_id', '=', orgId)
    .where('top.digest', '=', digest)
    .where('registry.org_id', '=', orgId)
    .where('registry.id', '=', registryId)
    .where('registry.deleted_at', 'is', null)
    .where('image_location.repository', '=', repository)
    .select([
      sql<number | null>`null`.as('tagId'),
      sql<string | null>`null`.as('tag'),
      'registry.id as registryId',
      'registry.url as registryUrl',
      'image_location.repository as repository',
      'top.digest as topDigest',
      ...imageColumns,
    ])
    .orderBy('index_member.position')
    .execute();
  return rows.map(toSubject);
}

interface SubjectRow extends SeverityCounts {
  readonly tagId: number | null;
  readonly tag: string | null;
  readonly registryId: string;
  readonly registryUrl: string;
  readonly repository: string;
  readonly topDigest: string;
  readonly imageId: number;
  readonly platform: string | null;
  readonly digest: string;
  readonly kind: string;
  readonly scanState: string;
  readonly coverage: string | null;
  readonly uncoveredJson: string;
  readonly matchedWith: number | null;
}

function toSubject(row: SubjectRow): VerdictSubject {
  const uncovered = JSON.parse(row.uncoveredJson) as string[];
  const isUnmatched = row.matchedWith === null && row.kind !== 'artifact';
  return {
    tagId: row.tagId ?? undefined,
    imageId: row.imageId,
    registryId: row.registryId,
    registryUrl: row.registryUrl,
    repository: row.repository,
    tag: row.tag ?? undefined,
    platform: row.platform ?? unknownPlatform,
    digest: row.digest,
    indexDigest: row.topDigest === row.digest ? undefined : row.topDigest,
    scan: scanDepth(row),
    // Indexed while there were no advisories at all: nothing was looked up.
    uncovered: isUnmatched && uncovered.length === 0 ? ['installed'] : uncovered,
    counts: countsOf(row),
  };
}

/** An index without members is nothing to be judged yet; what is indexed and not matched is as good as not scanned. */
function scanDepth({ kind, scanState, coverage }: SubjectRow): ScanDepth {
  // No image: there is nothing in it to be found.
  if (kind === 'artifact') return 'whole';
  if (scanState === 'failed' || scanState === 'waiting') return scanState;
  if (kind === 'index' || coverage === null) return 'waiting';
  return scanState === 'partial' ? 'partial' : 'whole';
}
