// Tags seen by a sync or a scan: repository, tags, digests, where they can be pulled from, and the scans they need.
import type { TagsSeen } from '@harborguard/shared/protocol/log-messages.ts';
import { chosenMembers } from '@harborguard/shared/registry/chosen-members.ts';
import { newImageEvent } from '../notifications/scan-events.ts';
import { requestAttachments } from '../signatures/record-attachments.ts';
import type { Stores } from '../unit-of-work.ts';
import type { FactContext, ScanQueue } from './fact-sink.ts';
import type { ImageRecord, InventoryStore, MemberRecord, TagRecord } from './inventory-store.ts';
import { judgeSighting } from './judge-sighting.ts';
import { requestScans } from './request-scans.ts';
import { needsScan, newestFirst } from './scan-need.ts';

interface SeenTags {
  /** One for each digest. */
  readonly images: readonly ImageRecord[];
  readonly kept: readonly TagRecord[];
  /** The names among `kept` that are new, back, or show another digest. */
  readonly changed: ReadonlySet<string>;
}

export async function recordTags(
  stores: Stores,
  context: FactContext,
  message: TagsSeen,
  scans: ScanQueue,
): Promise<void> {
  const { inventory } = stores;
  const place = { registryId: context.registryId, repository: message.repository };
  if (!(await inventory.isLiveRegistry(place.registryId))) return;
  const repositoryId = await inventory.ensureRepository(place, context.now);
  const { kept, changed } = await judge(inventory, repositoryId, context, message);
  if (kept.length === 0) return;
  const digests = new Set(kept.map((tag) => tag.digest));
  const seen = message.tags.filter((tag) => digests.has(tag.digest));
  const images = await inventory.ensureImages(seen, context.now);
  const ids = images.map((image) => image.id);
  await inventory.addLocations(ids, place, context.now);
  await inventory.saveTags(repositoryId, kept);
  await inventory.rememberDigests(repositoryId, [...changed], context.now);
  const tags = { images, kept, changed };
  const registry = await stores.registries.find(context.registryId);
  const wanted = await imagesToScan(inventory, tags, registry?.filters.platforms);
  // A platform that is chosen only now has members that nobody could pull here so far.
  const pending = wanted.filter((image) => needsScan(image, context.analyzerVersion));
  await inventory.addLocations(
    pending.map(({ id }) => id),
    place,
    context.now,
  );
  await requestScans(stores, context, { scans, repository: place.repository, images: wanted });
  await requestAttachments(stores, place, { scans, tags: kept });
  await queueExposures(inventory, repositoryId, context, tags);
  await stores.verdicts.queueTagsNamed(repositoryId, [...changed], context.now);
  await tellNewImages(stores, context, place, tags);
}

/** During the first sync of a registry everything is new and nothing is news. */
async function tellNewImages(
  { registries, notifications }: Stores,
  { now }: FactContext,
  place: { readonly registryId: string; readonly repository: string },
  { kept, changed }: SeenTags,
): Promise<void> {
  const fresh = kept.filter((tag) => changed.has(tag.name) && !tag.attachment);
  if (fresh.length === 0) return;
  const registry = await registries.find(place.registryId);
  if (registry?.lastSyncAt === undefined) return;
  await notifications.addEvents(
    fresh.map(({ name: tag, digest }) => newImageEvent({ ...place, tag, digest }, now)),
  );
}

async function judge(
  inventory: InventoryStore,
  repositoryId: number,
  context: FactContext,
  message: TagsSeen,
): Promise<Omit<SeenTags, 'images'>> {
  const names = message.tags.map((tag) => tag.name);
  const known = await inventory.tagsNamed(repositoryId, names);
  const knownByName = new Map(known.map((tag) => [tag.name, tag]));
  const overtaken =
    !context.fenced && (await inventory.hasNewerSync(context.registryId, context.jobId));
  const source = { ...context, overtaken };
  const kept = new Map<string, TagRecord>();
  const changed = new Set<string>();
  for (const sighting of message.tags) {
    const judged = judgeSighting(knownByName.get(sighting.name), sighting, source);
    if (judged.kind === 'overruled') continue;
    kept.set(sighting.name, judged.tag);
    if (judged.changed) changed.add(sighting.name);
  }
  return { kept: [...kept.values()], changed };
}

/** Newest tags first; an index stands for its members, which become pullable wherever it is. */
async function imagesToScan(
  inventory: InventoryStore,
  { images, kept, changed }: SeenTags,
  platforms: readonly string[] | undefined,
): Promise<readonly ImageRecord[]> {
  const tags = newestFirst(kept.filter((tag) => !tag.attachment));
  const order = new Map(tags.toReversed().map((tag, position) => [tag.digest, position]));
  const application = images
    .filter((image) => order.has(image.digest))
    .toSorted((a, b) => (order.get(b.digest) ?? 0) - (order.get(a.digest) ?? 0));
  const indexes = application.filter((image) => image.kind === 'index');
  if (indexes.length === 0) return application;
  const changedDigests = new Set(
    tags.filter((tag) => changed.has(tag.name)).map((tag) => tag.digest),
  );
  const members = await wantedMembers(inventory, indexes, platforms);
  return [...application, ...(await memberImages(inventory, indexes, { members, changedDigests }))];
}

async function wantedMembers(
  inventory: InventoryStore,
  indexes: readonly ImageRecord[],
  platforms: readonly string[] | undefined,
): Promise<readonly MemberRecord[]> {
  const members = await inventory.members(indexes.map((index) => index.id));
  return indexes.flatMap((index) =>
    chosenMembers(
      members.filter((member) => member.indexImageId === index.id).map(withPlatform),
      platforms,
    ),
  );
}

function withPlatform(member: MemberRecord) {
  const { os, architecture, variant } = member;
  return os === undefined || architecture === undefined
    ? member
    : {
        ...member,
        platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
      };
}

interface WantedMembers {
  readonly members: readonly MemberRecord[];
  readonly changedDigests: ReadonlySet<string>;
}

async function memberImages(
  inventory: InventoryStore,
  indexes: readonly ImageRecord[],
  { members, changedDigests }: WantedMembers,
): Promise<readonly ImageRecord[]> {
  const images = await inventory.imagesByDigest([...new Set(members.map((one) => one.digest))]);
  const idByDigest = new Map(images.map((image) => [image.digest, image.id]));
  for (const index of indexes.filter(({ digest }) => changedDigests.has(digest))) {
    const ids = members
      .filter((member) => member.indexImageId === index.id)
      .flatMap((member) => idByDigest.get(member.digest) ?? []);
    await inventory.copyLocations(index.id, ids);
  }
  return images;
}

/** What a tag now shows may have its findings already; an image still to be matched brings its tags along then. */
async function queueExposures(
  inventory: InventoryStore,
  repositoryId: number,
  { now }: { readonly now: number },
  { images, kept, changed }: SeenTags,
): Promise<void> {
  const ready = new Set(
    images.filter((image) => image.matched || image.kind === 'index').map(({ digest }) => digest),
  );
  const due = kept.filter((tag) => changed.has(tag.name) && ready.has(tag.digest));
  if (due.length === 0) return;
  await inventory.queueExposures(
    repositoryId,
    due.map((tag) => tag.name),
    now,
  );
}
