// Verdicts in SQL, and which are older than the attachments or the signers they came from.
import { markOf, signedMarks } from '@harborguard/shared/signatures/verdict.ts';
import type { Kysely } from 'kysely';
import type { SignatureStore } from '../domain/signatures/signature-store.ts';
import type { Tables } from './tables.ts';

type JudgementRows = Pick<SignatureStore, 'due' | 'saveJudgement' | 'trust'>;

export function createJudgementRows(db: Kysely<Tables>, orgId: string): JudgementRows {
  const trust = async () => {
    const row = await db
      .selectFrom('signature_trust')
      .select(['revision', 'trusted_root'])
      .where('org_id', '=', orgId)
      .executeTakeFirst();
    if (row === undefined) return { revision: 1 };
    const { revision, trusted_root: trustedRoot } = row;
    return { revision, ...(trustedRoot === null ? {} : { trustedRoot }) };
  };
  return {
    trust,
    due: async (limit) => {
      const { revision } = await trust();
      return await db
        .selectFrom('signature')
        .select(['registry_id as registryId', 'repository', 'digest', 'version'])
        .where('org_id', '=', orgId)
        .where('judged_with', '<', revision)
        .orderBy('judged_with')
        .limit(limit)
        .execute();
    },
    saveJudgement: async (subject, judgement, revision) => {
      const saved = await db
        .updateTable('signature')
        .set({
          mark_rank: signedMarkRanks[markOf(judgement.image)],
          verdict_json: JSON.stringify(judgement.image),
          judged_with: revision,
        })
        .where('org_id', '=', orgId)
        .where('registry_id', '=', subject.registryId)
        .where('repository', '=', subject.repository)
        .where('digest', '=', subject.digest)
        .where('version', '=', subject.version)
        .returning('digest')
        .executeTakeFirst();
      if (saved === undefined) return;
      for (const [id, verdict] of judgement.attachments) {
        await db
          .updateTable('attachment')
          .set({ verdict_kind: verdict.kind, verdict_json: JSON.stringify(verdict) })
          .where('org_id', '=', orgId)
          .where('id', '=', id)
          .execute();
      }
    },
  };
}

/** Smaller counts more where a tag shows an index and one of its images: either may carry the signature. */
export const signedMarkRanks = { verified: 0, invalid: 1, unverified: 2, none: 3 } as const;

export function markOfRank(rank: number): (typeof signedMarks)[number] {
  return signedMarks.find((mark) => signedMarkRanks[mark] === rank) ?? 'none';
}
