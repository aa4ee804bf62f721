// What hangs on images in SQL, with the signed bytes as zstd JSON.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  type Attachment,
  materialBytesMax,
  type SignatureMaterial,
} from '@harborguard/shared/signatures/attachment.ts';
import type { Kysely } from 'kysely';
import type { Place } from '../domain/inventory/inventory-store.ts';
import type {
  AttachmentWay,
  SignatureStore,
  SubjectPlace,
} from '../domain/signatures/signature-store.ts';
import { collectChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

type AttachmentRows = Pick<
  SignatureStore,
  'readManifests' | 'replaceAttachments' | 'forgetGoneTags' | 'attachmentsOf'
>;

export function createAttachmentRows(db: Kysely<Tables>, orgId: string): AttachmentRows {
  return {
    readManifests: async (place, tags) => {
      const rows = await collectChunks(tags, (chunk) =>
        sources(db, orgId, place).select(['tag', 'digest']).where('tag', 'in', chunk).execute(),
      );
      return new Map(rows.map((row) => [row.tag, row.digest]));
    },
    replaceAttachments: async (subject, way, attachments, now) => {
      await rememberSource(db, orgId, subject, way);
      await replace(db, { orgId, subject, tag: way.tag ?? '' }, attachments, now);
      await makeDue(db, orgId, subject);
    },
    forgetGoneTags: (registryId) => forgetGoneTags(db, orgId, registryId),
    attachmentsOf: async (subject) => {
      const rows = await db
        .selectFrom('attachment')
        .select(['id', 'digest', 'kind', 'problem', 'body'])
        .where('org_id', '=', orgId)
        .where('registry_id', '=', subject.registryId)
        .where('repository', '=', subject.repository)
        .where('subject_digest', '=', subject.digest)
        .orderBy('id')
        .execute();
      return rows.map(({ body, problem, ...row }) => ({
        ...row,
        ...(problem === null ? {} : { problem }),
        signatures: decode(body),
      }));
    },
  };
}

function sources(db: Kysely<Tables>, orgId: string, place: Place) {
  return db
    .selectFrom('attachment_source')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', place.registryId)
    .where('repository', '=', place.repository);
}

async function rememberSource(
  db: Kysely<Tables>,
  orgId: string,
  { registryId, repository }: SubjectPlace,
  { tag, tagDigest: digest }: AttachmentWay,
): Promise<void> {
  if (tag === undefined || digest === undefined) return;
  await db
    .insertInto('attachment_source')
    .values({ org_id: orgId, registry_id: registryId, repository, tag, digest })
    .onConflict((conflict) =>
      conflict.columns(['registry_id', 'repository', 'tag']).doUpdateSet({ digest }),
    )
    .execute();
}

async function replace(
  db: Kysely<Tables>,
  { orgId, subject, tag }: { orgId: string; subject: SubjectPlace; tag: string },
  attachments: readonly Attachment[],
  now: number,
): Promise<void> {
  const place = { registry_id: subject.registryId, repository: subject.repository };
  const digests = attachments.map((one) => one.digest);
  const before = db
    .deleteFrom('attachment')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', place.registry_id)
    .where('repository', '=', place.repository)
    .where('subject_digest', '=', subject.digest)
    .where('tag', '=', tag);
  await (digests.length === 0 ? before : before.where('digest', 'not in', digests)).execute();
  for (const one of attachments) {
    const content = {
      kind: one.kind,
      artifact_type: one.artifactType ?? null,
      predicate_types_json: JSON.stringify(one.predicateTypes),
      size_bytes: one.sizeBytes,
      problem: one.problem ?? null,
      body: zstdCompressSync(JSON.stringify(one.signatures)),
    };
    await db
      .insertInto('attachment')
      .values({
        ...{ org_id: orgId, ...place, ...content },
        ...{ subject_digest: subject.digest, tag, digest: one.digest, first_seen_at: now },
      })
      .onConflict((conflict) =>
        conflict
          .columns(['registry_id', 'repository', 'subject_digest', 'tag', 'digest'])
          .doUpdateSet(content),
      )
      .execute();
  }
}

async function makeDue(db: Kysely<Tables>, orgId: string, subject: SubjectPlace): Promise<void> {
  await db
    .insertInto('signature')
    .values({
      org_id: orgId,
      registry_id: subject.registryId,
      repository: subject.repository,
      digest: subject.digest,
      mark_rank: 3,
      verdict_json: JSON.stringify({ kind: 'no-signature' }),
      version: 1,
      judged_with: 0,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['registry_id', 'repository', 'digest'])
        .doUpdateSet((row) => ({ version: row('signature.version', '+', 1), judged_with: 0 })),
    )
    .execute();
}

async function forgetGoneTags(
  db: Kysely<Tables>,
  orgId: string,
  registryId: string,
): Promise<void> {
  const gone = await db
    .selectFrom('attachment_source as source')
    .innerJoin('repository', (join) =>
      join
        .onRef('repository.registry_id', '=', 'source.registry_id')
        .onRef('repository.name', '=', 'source.repository'),
    )
    .innerJoin('tag', (join) =>
      join.onRef('tag.repository_id', '=', 'repository.id').onRef('tag.name', '=', 'source.tag'),
    )
    .select(['source.repository', 'source.tag'])
    .where('source.org_id', '=', orgId)
    .where('source.registry_id', '=', registryId)
    .where('tag.gone_at', 'is not', null)
    .execute();
  for (const { repository, tag } of gone) {
    const removed = await db
      .deleteFrom('attachment')
      .where('org_id', '=', orgId)
      .where('registry_id', '=', registryId)
      .where('repository', '=', repository)
      .where('tag', '=', tag)
      .returning('subject_digest as digest')
      .execute();
    const place = { registryId, repository };
    await db
      .deleteFrom('attachment_source')
      .where('org_id', '=', orgId)
      .where('registry_id', '=', registryId)
      .where('repository', '=', repository)
      .where('tag', '=', tag)
      .execute();
    for (const { digest } of removed) await makeDue(db, orgId, { ...place, digest });
  }
}

/** Base64 and JSON around what a sensor may send of one image. */
const bodyBytesMax = 4 * materialBytesMax;

function decode(body: Uint8Array): SignatureMaterial[] {
  const json = zstdDecompressSync(body, { maxOutputLength: bodyBytesMax });
  return JSON.parse(json.toString()) as SignatureMaterial[];
}
