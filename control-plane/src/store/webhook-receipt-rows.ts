// Receipts in SQL: the newest few of each outcome, so that a flood of refusals never hides what was accepted.
import type { Kysely } from 'kysely';
import type { WebhookReceipt, WebhookStore } from '../domain/webhooks/webhook-store.ts';
import type { Tables } from './tables.ts';
import { toWebhookReceipt } from './webhook-rows.ts';

/** Of each outcome and registry. */
const receiptsKept = 500;

export async function insertReceipt(
  db: Kysely<Tables>,
  orgId: string,
  receipt: WebhookReceipt,
): Promise<void> {
  const { registryId, outcome } = receipt;
  await db
    .insertInto('webhook_receipt')
    .values({
      org_id: orgId,
      registry_id: registryId,
      format: receipt.format,
      received_at: receipt.receivedAt,
      outcome,
      reason: receipt.reason ?? null,
      source: receipt.source,
      repositories_json: JSON.stringify(receipt.repositories),
    })
    .execute();
  const ofOutcome = db
    .selectFrom('webhook_receipt')
    .select('id')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('outcome', '=', outcome)
    .orderBy('id', 'desc');
  const oldest = await ofOutcome.offset(receiptsKept).limit(1).executeTakeFirst();
  if (oldest === undefined) return;
  await db
    .deleteFrom('webhook_receipt')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('outcome', '=', outcome)
    .where('id', '<=', oldest.id)
    .execute();
}

export async function listReceipts(
  db: Kysely<Tables>,
  orgId: string,
  { registryId, offset, limit }: { registryId: string; offset: number; limit: number },
): ReturnType<WebhookStore['receipts']> {
  const listed = db
    .selectFrom('webhook_receipt')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId);
  const rows = await listed.selectAll().orderBy('id', 'desc').offset(offset).limit(limit).execute();
  const { total } = await listed
    .select((is) => is.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { receipts: rows.map(toWebhookReceipt), total: Number(total) };
}
