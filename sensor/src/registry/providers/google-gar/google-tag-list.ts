// Google's own form of `tags/list`, which brings the digests of the tags and the names one level below. By the names a
// whole project can be walked without a right to the project itself.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import { nextPage } from '@harborguard/shared/registry/next-page.ts';
import { pullScope } from '@harborguard/shared/registry/pull-scope.ts';
import {
  headerLines,
  type RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { pushedAtOf } from '@harborguard/shared/registry/tag-age.ts';
import { Check } from 'typebox/value';
import type { DistributionClient } from '../../distribution/distribution-client.ts';
import type { ListedTag, WaitOptions } from '../../registry-provider.ts';
import type { ListedImage } from '../image-listing.ts';
import { ListWalk } from '../list-walk.ts';
import { type TagList, TagListSchema } from './google-gar-schema.ts';

/** Google asks for no more, and says that longer lists come back incomplete. */
const pageSize = 10_000;
/** That many manifests with their tags and times. */
const pageBytesMax = 16 * 1024 * 1024;
/** Names asked for at once while a project is walked; the budget of the host limits them further. */
const parallelNames = 8;

export async function* googleTags(
  client: DistributionClient,
  repository: string,
  options: WaitOptions,
): AsyncIterable<readonly ListedTag[]> {
  const walk = new ListWalk({ repository });
  for await (const page of tagListPages(client, repository, options)) {
    yield walk.fresh(listedTags(page), ({ name }) => name, isTagName);
  }
}

/** Every image at or below a name: a project, or a part of one. */
export async function* imagesBelow(
  client: DistributionClient,
  start: string,
  options: WaitOptions,
): AsyncIterable<readonly ListedImage[]> {
  const walk = new ListWalk({ start });
  let level: readonly string[] = [start];
  while (level.length > 0) {
    const below: string[] = [];
    for (let first = 0; first < level.length; first += parallelNames) {
      const names = level.slice(first, first + parallelNames);
      for (const name of names) walk.enter(name);
      const found = await Promise.all(names.map((name) => readName(client, name, options)));
      for (const { images, children } of found) {
        yield images;
        below.push(...walk.fresh(children, (name) => name, isRepositoryName));
      }
    }
    level = below;
  }
}

async function readName(client: DistributionClient, name: string, options: WaitOptions) {
  const images: ListedImage[] = [];
  const children: string[] = [];
  try {
    for await (const page of tagListPages(client, name, options)) {
      images.push(...listedTags(page).map((tag) => ({ repository: name, tag })));
      children.push(...(page.child ?? []).map((child) => `${name}/${child}`));
    }
  } catch (error) {
    if (!isHarborError(error) || error.code !== 'REPOSITORY_UNKNOWN') throw walkError(error, name);
    // Deleted while the names were read, or hidden; a walk that finds nothing at all is doubted elsewhere.
  }
  return { images, children };
}

/** A name that may not be read hides what is below it, so the walk is not whole. */
function walkError(error: unknown, start: string): unknown {
  const denied = isHarborError(error) && ['PULL_DENIED', 'REGISTRY_FORBIDDEN'].includes(error.code);
  return denied
    ? new HarborError('CATALOG_RESTRICTED', { details: { start }, cause: error })
    : error;
}

async function* tagListPages(
  client: DistributionClient,
  repository: string,
  { signal }: WaitOptions,
): AsyncIterable<TagList> {
  const path = `/v2/${repository}/tags/list`;
  const subject = { resource: 'tags', repository } as const;
  const walk = new ListWalk({ repository });
  let query = `n=${pageSize}`;
  for (;;) {
    walk.enter(query);
    const asked = { scope: pullScope(repository), signal, bodyBytesMax: pageBytesMax };
    const response = await client.send('GET', `${path}?${query}`, asked);
    if (response.status !== 200) throw await client.refusal(response, subject, signal);
    const page = readPage(response, repository);
    yield page;
    const next = nextPage(response.url, headerLines(response.headers, 'link'));
    if (next.kind === 'end') {
      if (isFull(page)) throw walk.truncated('a full list without a link to the next page');
      return;
    }
    if (next.kind === 'ignored') throw walk.truncated(next.reason);
    query = new URL(next.url).search.slice(1);
  }
}

function readPage(response: RegistryResponse, repository: string): TagList {
  const value = parsed(response.body);
  if (Check(TagListSchema, value)) return value;
  throw new HarborError('REGISTRY_RESPONSE_INVALID', {
    details: { repository, host: new URL(response.url).host, reason: 'no list of tags' },
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function isFull({ tags, manifest }: TagList): boolean {
  return Math.max(tags?.length ?? 0, Object.keys(manifest ?? {}).length) >= pageSize;
}

/** Tags that no manifest names come without a digest: a mirror in between may know the plain list only. */
function listedTags({ tags, manifest }: TagList): readonly ListedTag[] {
  const named = Object.entries(manifest ?? {}).flatMap(
    ([digest, { tag, mediaType, timeUploadedMs }]) =>
      isDigest(digest)
        ? (tag ?? []).map((name) => ({
            ...{ name, digest },
            ...(mediaType ? { mediaType } : {}),
            ...pushedAtOf(timeUploadedMs && Number(timeUploadedMs)),
          }))
        : [],
  );
  const known = new Set(named.map(({ name }) => name));
  const bare = (tags ?? []).filter((name) => !known.has(name)).map((name) => ({ name }));
  return [...named, ...bare];
}
