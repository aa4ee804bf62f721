// What of an event's deliveries is to be done: in time, by names that can exist, within the registry's filters, and
// as syncs and scans.
import { isAttachmentTag } from '@harborguard/shared/oci/attachments.ts';
import { isRepositoryName } from '@harborguard/shared/oci/parse-reference.ts';
import type { RegistryFilters } from '@harborguard/shared/protocol/registry-target.ts';
import { keepsRepository, keepsTag } from '@harborguard/shared/registry/tag-filter.ts';
import type { Registry } from '../registries/registry-store.ts';
import { type Delivery, type WebhookReader, webhookTimes } from './webhook.ts';
import type { PendingPush } from './webhook-store.ts';

/** More than fit into a body of the largest size. */
export const deliveriesMax = 1000;

export function isTimely(
  { occurredAt }: Delivery,
  reader: Pick<WebhookReader, 'ageMsMax'>,
  now: number,
): boolean {
  if (occurredAt === undefined) return true;
  return now - occurredAt <= reader.ageMsMax && occurredAt - now <= webhookTimes.aheadMsMax;
}

/** Under the name the registry uses, as far as anybody knows. */
export function placed(delivery: Delivery, known: ReadonlySet<string>): Delivery {
  const { repository, otherwise } = delivery;
  if (otherwise === undefined || known.has(repository) || !known.has(otherwise)) return delivery;
  return { ...delivery, repository: otherwise };
}

export function isWanted({ filters }: Registry, { repository, tag }: Delivery): boolean {
  if (!isRepositoryName(repository) || !keepsRepository(filters, repository)) return false;
  return tag === undefined || isAttachmentTag(tag) || keepsTag(filters, tag);
}

/** A sync of each repository, and a scan of what was pushed. */
export function pushesOf(registry: Registry, deliveries: readonly Delivery[]): PendingPush[] {
  const repositories = new Set(deliveries.map(({ repository }) => repository));
  const syncs = [...repositories].map((repository) => ({ repository, reference: undefined }));
  const scans = new Map<string, PendingPush>();
  for (const delivery of deliveries) {
    const reference = scanReference(registry.filters, delivery);
    if (reference === undefined) continue;
    const { repository } = delivery;
    scans.set(`${repository} ${reference}`, { repository, reference });
  }
  return [...syncs, ...scans.values()];
}

function scanReference(filters: RegistryFilters, delivery: Delivery): string | undefined {
  const { action, tag, digest } = delivery;
  if (action === 'delete') return undefined;
  if (tag !== undefined) return isAttachmentTag(tag) ? undefined : (digest ?? tag);
  // Whether an untagged image belongs to a tag that is kept, only the sync can say.
  return filters.tags.include.length === 0 ? digest : undefined;
}
