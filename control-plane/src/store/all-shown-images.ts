// Every row people see, before it is narrowed: live tags with their images, and indexes with their members.
import { type Kysely, sql } from 'kysely';
import { shownImageId } from './shown-columns.ts';
import type { Tables } from './tables.ts';

export function allShownImages(db: Kysely<Tables>, orgId: string) {
  return (
    db
      .selectFrom('tag')
      .innerJoin('repository', 'repository.id', 'tag.repository_id')
      .innerJoin('registry', 'registry.id', 'repository.registry_id')
      .innerJoin('image as top', (join) =>
        join.onRef('top.org_id', '=', 'tag.org_id').onRef('top.digest', '=', 'tag.digest'),
      )
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
      .leftJoin('signature as top_signature', (join) =>
        join
          .onRef('top_signature.registry_id', '=', 'repository.registry_id')
          .onRef('top_signature.repository', '=', 'repository.name')
          .onRef('top_signature.digest', '=', 'tag.digest'),
      )
      .leftJoin('signature as member_signature', (join) =>
        join
          .onRef('member_signature.registry_id', '=', 'repository.registry_id')
          .onRef('member_signature.repository', '=', 'repository.name')
          .onRef('member_signature.digest', '=', 'index_member.member_digest'),
      )
      .leftJoin('verdict', (join) =>
        join
          .onRef('verdict.tag_id', '=', 'tag.id')
          .on('verdict.image_id', '=', shownImageId)
          .on('verdict.org_id', '=', orgId),
      )
      // Written so that SQLite begins with tags, and not with all images of the organisation.
      .where(sql`tag.org_id || ''`, '=', orgId)
      .where('tag.gone_at', 'is', null)
      .where('tag.attachment', '=', 0)
      .where('registry.deleted_at', 'is', null)
      .where((is) =>
        is.or([
          is('member.id', 'is', null),
          is('member.scan_state', '<>', 'waiting'),
          is.exists(placeOfMember(db)),
        ]),
      )
  );
}

/** Members of platforms that were not chosen here are nowhere to be pulled from, and will not be scanned. */
function placeOfMember(db: Kysely<Tables>) {
  return db
    .selectFrom('image_location')
    .select('image_location.image_id')
    .whereRef('image_location.org_id', '=', sql.ref('member.org_id'))
    .whereRef('image_location.image_id', '=', sql.ref('member.id'))
    .whereRef('image_location.registry_id', '=', sql.ref('registry.id'));
}

export type ShownImages = ReturnType<typeof allShownImages>;
