// What shows an image, as the beginning of queries: live tags, and the indexes that name a digest. What is asked of them
// is said where they are used.
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Tags that are there, of registries that are there; those of attachments among them. */
export function liveTags(db: Kysely<Tables>, orgId: string) {
  return db
    .selectFrom('tag')
    .innerJoin('repository', 'repository.id', 'tag.repository_id')
    .innerJoin('registry', 'registry.id', 'repository.registry_id')
    .where('tag.org_id', '=', orgId)
    .where('tag.gone_at', 'is', null)
    .where('registry.deleted_at', 'is', null);
}

/** The digests of the indexes that name this one, in any role. */
export function indexesNaming(db: Kysely<Tables>, orgId: string, digest: string) {
  return db
    .selectFrom('index_member')
    .innerJoin('image', 'image.id', 'index_member.index_image_id')
    .select('image.digest')
    .distinct()
    .where('index_member.org_id', '=', orgId)
    .where('index_member.member_digest', '=', digest);
}
