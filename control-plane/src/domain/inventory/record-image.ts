// What scans found out about digests: that one is an index, what an image holds, that it is no image, that it failed.

import { inventoryFacts } from '@harborguard/shared/policy/inventory-facts.ts';
import type { ScanResult } from '@harborguard/shared/protocol/jobs.ts';
import type { ImageIndex, ImageInventory } from '@harborguard/shared/protocol/log-messages.ts';
import { chosenMembers } from '@harborguard/shared/registry/chosen-members.ts';
import type { Stores } from '../unit-of-work.ts';
import type { FactContext, FailedScan, ScanQueue } from './fact-sink.ts';
import type { ImageRecord, MemberRecord } from './inventory-store.ts';
import { requestScans } from './request-scans.ts';
import { hasInventory } from './scan-need.ts';

export async function recordIndex(
  stores: Stores,
  context: FactContext,
  message: ImageIndex,
  scans: ScanQueue,
): Promise<void> {
  const { inventory } = stores;
  const place = { registryId: context.registryId, repository: message.repository };
  if (!(await inventory.isLiveRegistry(place.registryId))) return;
  // Perhaps no sync has seen it: somebody asked for a digest, and what lies in no repository would stay for ever.
  await inventory.ensureRepository(place, context.now);
  const { digest, mediaType } = message;
  const [index] = await inventory.ensureImages([{ digest, mediaType }], context.now);
  if (index === undefined) return;
  const registry = await stores.registries.find(context.registryId);
  const wanted = chosenMembers(message.members, registry?.filters.platforms);
  // Also those that are not pulled: another registry may want them, and the index names them.
  await inventory.ensureImages(chosenMembers(message.members), context.now);
  const images = await inventory.imagesByDigest([...new Set(wanted.map((one) => one.digest))]);
  await inventory.markIndex(index.id, context.analyzerVersion);
  await inventory.replaceMembers(index.id, membersOf(index, message));
  await inventory.addLocations(
    [index, ...images].map(({ id }) => id),
    place,
    context.now,
  );
  await inventory.copyLocations(
    index.id,
    images.map(({ id }) => id),
  );
  await requestScans(stores, context, { scans, repository: place.repository, images });
  await inventory.queueExposuresOfDigest(digest, context.now);
}

function membersOf(index: ImageRecord, message: ImageIndex): readonly MemberRecord[] {
  return message.members.map((member) => ({
    indexImageId: index.id,
    digest: member.digest,
    role: member.role,
    ...member.platform,
  }));
}

export async function recordInventory(
  stores: Stores,
  context: FactContext,
  message: ImageInventory,
): Promise<void> {
  const store = stores.inventory;
  const { inventory } = message;
  const place = { registryId: context.registryId, repository: message.repository };
  if (!(await store.isLiveRegistry(place.registryId))) return;
  await store.ensureRepository(place, context.now);
  const { imageDigest: digest, mediaType } = inventory;
  const [image] = await store.ensureImages([{ digest, mediaType }], context.now);
  if (image === undefined) return;
  await store.addLocations([image.id], place, context.now);
  if (!replaces(inventory, image, context)) return;
  await store.saveInventory(image.id, inventory, context.now);
  await stores.verdicts.saveImageFacts(image.id, inventoryFacts(inventory));
  await store.queueMatch(image.id, context.now);
}

/** Versions of the analyzer have no order: of two, that of the attempt that still counts is the present one. */
function replaces(
  inventory: ImageInventory['inventory'],
  known: ImageRecord,
  context: FactContext,
): boolean {
  if (!hasInventory(known)) return true;
  if (known.analyzerVersion !== inventory.analyzerVersion) return context.fenced;
  return inventory.state === 'indexed' || known.scanState === 'partial';
}

/** An inventory that is there outranks it: then it was an image for a version of the analyzer that knew better. */
export async function recordArtifact(
  { inventory }: Stores,
  context: FactContext,
  { image, result }: { readonly image: ImageRecord; readonly result: ScanResult },
): Promise<void> {
  if (hasInventory(image) || image.kind === 'index') return;
  await inventory.markArtifact(image.id, {
    artifactType: result.artifactType ?? '',
    analyzerVersion: context.analyzerVersion,
    now: context.now,
  });
}

export async function recordScanFailure(
  { inventory, verdicts }: Stores,
  context: FactContext,
  failed: FailedScan,
): Promise<void> {
  const place = { registryId: context.registryId, repository: failed.repository };
  const digest = failed.reference.includes(':')
    ? failed.reference
    : await inventory.digestOfTag(place, failed.reference);
  if (digest === undefined) return;
  const [image] = await inventory.imagesByDigest([digest]);
  if (image === undefined || hasInventory(image)) return;
  await inventory.markScanFailed(image.id, failed.code, context.analyzerVersion, context.now);
  await verdicts.queueImages([image.id], context.now);
}
