// Attachments as sensors report them, and the jobs that fetch those of a tag that is new or shows another manifest.
import type { ImageAttachments } from '@harborguard/shared/protocol/log-messages.ts';
import type { FactContext, ScanQueue } from '../inventory/fact-sink.ts';
import type { Place, TagRecord } from '../inventory/inventory-store.ts';
import type { Stores } from '../unit-of-work.ts';

/** Below the scans a sync finds: what is inside of an image matters before who made it. */
const attachmentPriority = 5;

export async function recordAttachments(
  stores: Stores,
  context: FactContext,
  message: ImageAttachments,
): Promise<void> {
  const { repository, subject: digest, tag, tagDigest } = message;
  const { registryId, now } = context;
  if (!(await stores.inventory.isLiveRegistry(registryId))) return;
  const way = {
    ...(tag === undefined ? {} : { tag }),
    ...(tagDigest === undefined ? {} : { tagDigest }),
  };
  const { attachments } = message;
  await stores.signatures.replaceAttachments(
    { registryId, repository, digest },
    way,
    attachments,
    now,
  );
}

/** A tag whose manifest was read before costs nothing. */
export async function requestAttachments(
  stores: Stores,
  place: Place,
  request: { readonly scans: ScanQueue; readonly tags: readonly TagRecord[] },
): Promise<void> {
  const tags = request.tags.filter((tag) => tag.attachment);
  if (tags.length === 0) return;
  const names = tags.map((tag) => tag.name);
  const known = await stores.signatures.readManifests(place, names);
  for (const { name, digest } of tags) {
    if (known.get(name) === digest) continue;
    await request.scans.enqueueScan(stores, {
      ...{ ...place, digest, attachmentTag: name },
      ...{ trigger: 'sync', priority: attachmentPriority },
    });
  }
}
