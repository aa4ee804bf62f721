// Rows of webhook secrets and receipts as the domain sees them.
import type { Selectable } from 'kysely';
import type { WebhookFormat } from '../domain/webhooks/webhook.ts';
import type { WebhookReceipt, WebhookSecret } from '../domain/webhooks/webhook-store.ts';
import type { WebhookReceiptTable, WebhookSecretTable } from './webhook-tables.ts';

export function toWebhookSecret(row: Selectable<WebhookSecretTable>): WebhookSecret {
  return {
    id: row.id,
    registryId: row.registry_id,
    prefix: row.prefix,
    sealed: row.sealed ?? undefined,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}

export function toWebhookReceipt(row: Selectable<WebhookReceiptTable>): WebhookReceipt {
  return {
    registryId: row.registry_id,
    format: row.format as WebhookFormat,
    receivedAt: row.received_at,
    outcome: row.outcome,
    reason: row.reason ?? undefined,
    source: row.source,
    repositories: JSON.parse(row.repositories_json) as string[],
  };
}
