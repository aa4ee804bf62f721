// The rows behind signatures in SQL: signers and trust here, attachments and verdicts beside it.
import type { Kysely } from 'kysely';
import type {
  SignatureStore,
  StoredSigner,
  SystemSignatureStore,
} from '../domain/signatures/signature-store.ts';
import { createAttachmentRows } from './attachment-rows.ts';
import { createJudgementRows } from './judgement-rows.ts';
import type { SignerTable } from './signature-tables.ts';
import type { Tables } from './tables.ts';

export function createSignatureStore(db: Kysely<Tables>, orgId: string): SignatureStore {
  return {
    orgId,
    ...createAttachmentRows(db, orgId),
    ...createJudgementRows(db, orgId),
    setTrustedRoot: async (text) => {
      await raiseRevision(db, orgId);
      await db
        .updateTable('signature_trust')
        .set({ trusted_root: text ?? null })
        .where('org_id', '=', orgId)
        .execute();
    },
    signers: async () => {
      const rows = await db
        .selectFrom('signer')
        .selectAll()
        .where('org_id', '=', orgId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toSigner);
    },
    insertSigner: async (signer) => {
      const inserted = await db
        .insertInto('signer')
        .values({
          id: signer.id,
          org_id: orgId,
          name: signer.name,
          repositories_json: JSON.stringify(signer.repositories),
          trust_json: JSON.stringify(signer.trust),
          created_at: signer.createdAt,
        })
        .onConflict((conflict) => conflict.columns(['org_id', 'name']).doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted !== undefined) await raiseRevision(db, orgId);
      return inserted !== undefined;
    },
    removeSigner: async (id) => {
      const removed = await db
        .deleteFrom('signer')
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      if (removed !== undefined) await raiseRevision(db, orgId);
      return removed !== undefined;
    },
  };
}

export function createSystemSignatureStore(db: Kysely<Tables>): SystemSignatureStore {
  return {
    scope: 'system',
    organisationsDue: async () => {
      const rows = await db
        .selectFrom('signature')
        .leftJoin('signature_trust', 'signature_trust.org_id', 'signature.org_id')
        .select('signature.org_id')
        .distinct()
        .where((row) =>
          row(
            'signature.judged_with',
            '<',
            row.fn.coalesce('signature_trust.revision', row.val(1)),
          ),
        )
        .execute();
      return rows.map((row) => row.org_id);
    },
  };
}

async function raiseRevision(db: Kysely<Tables>, orgId: string): Promise<void> {
  await db
    .insertInto('signature_trust')
    // Without a row the revision counts as 1.
    .values({ org_id: orgId, revision: 2, trusted_root: null })
    .onConflict((conflict) =>
      conflict
        .column('org_id')
        .doUpdateSet((row) => ({ revision: row('signature_trust.revision', '+', 1) })),
    )
    .execute();
}

function toSigner(row: SignerTable): StoredSigner {
  return {
    id: row.id,
    name: row.name,
    repositories: JSON.parse(row.repositories_json) as string[],
    trust: JSON.parse(row.trust_json) as StoredSigner['trust'],
    createdAt: row.created_at,
  };
}
