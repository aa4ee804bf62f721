// Zot: its search extension lists images with their digests; where that is not built in or not enabled, the distribution
// API does. What an account may not read is left out of both, without a word.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { AuthSession } from '../../distribution/auth-session.ts';
import type { ListedTag, RegistryProvider, WaitOptions } from '../../registry-provider.ts';
import { doubtEmptyCatalog } from '../doubt-empty-catalog.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { enumerateImages } from '../image-listing.ts';
import { createJsonApi, type JsonApi } from '../json-api.ts';
import { withEnumeration } from '../with-enumeration.ts';
import { ImageListReplySchema, imageListQuery, type ZotImage } from './zot-schema.ts';

const searchPath = '/v2/_zot/ext/search';
/** An image takes about 250 bytes of the answer, which stays well below the limit of a body. */
const imagesPerPage = 1000;
const pageCountMax = 5000;

export function createZotProvider(parts: GenericProviderParts): RegistryProvider {
  const generic = doubtEmptyCatalog(new GenericProvider(parts));
  const session = sessionOf(parts);
  const api = createJsonApi({
    url: parts.target.url,
    parts,
    send: (request, options) => session.send(request, options),
  });
  const listing = {
    clock: parts.clock,
    async *all(options: WaitOptions) {
      for await (const images of imagesOf(api, '', options)) {
        yield images.map((image) => ({ repository: image.RepoName, tag: listedTag(image) }));
      }
    },
    async *ofRepository(repository: string, options: WaitOptions) {
      for await (const images of imagesOf(api, repository, options)) {
        yield images.filter(({ RepoName }) => RepoName === repository).map(listedTag);
      }
    },
  };
  const provider = withEnumeration(generic, enumerateImages(listing, generic));
  return {
    ...provider,
    close: async () => {
      session.close();
      await provider.close();
    },
  };
}

/**
 * With anonymous reading allowed Zot answers strangers with 200 and shows them less, so a password goes along from the
 * first request on. A Zot behind a token service poses its Bearer challenge all the same.
 */
function sessionOf(parts: GenericProviderParts): AuthSession {
  const { target, http, clock, credentials, trustedRealmHosts } = parts;
  const session = new AuthSession({
    registryUrl: target.url,
    http,
    clock,
    credential: async (signal) => (await credentials.resolve(target, { signal })).credential,
    ...(trustedRealmHosts === undefined ? {} : { trustedRealmHosts }),
  });
  session.learn({ kind: 'basic' });
  return session;
}

async function* imagesOf(
  api: JsonApi,
  repository: string,
  options: WaitOptions,
): AsyncIterable<readonly ZotImage[]> {
  const seen = new Set<string>();
  let offset = 0;
  let before = 0;
  for (let page = 0; page < pageCountMax; page += 1) {
    const { images, total } = await readPage(api, { repository, offset }, options);
    for (const { RepoName, Tag } of images) seen.add(`${RepoName}:${Tag}`);
    yield images;
    // What is deleted while the pages are read moves other images to places that were read already.
    if ((total ?? 0) < before) break;
    before = total ?? 0;
    offset += images.length;
    // Without a total a full page may be followed by another one.
    const last = total === undefined ? images.length < imagesPerPage : offset >= total;
    if (images.length > 0 && !last) continue;
    if (seen.size < before) break;
    return;
  }
  throw new HarborError('CATALOG_TRUNCATED', {
    details: { reason: 'the pages and their total disagree', itemsSeen: seen.size },
  });
}

async function readPage(
  api: JsonApi,
  { repository, offset }: { readonly repository: string; readonly offset: number },
  options: WaitOptions,
): Promise<{ images: readonly ZotImage[]; total: number | undefined }> {
  const query = imageListQuery({ repository, offset, limit: imagesPerPage });
  const reply = await api.ask(
    {
      path: searchPath,
      schema: ImageListReplySchema,
      body: { type: 'application/json', text: JSON.stringify({ query }) },
    },
    options,
  );
  const list = reply.data?.ImageList;
  if (list == null || (reply.errors?.length ?? 0) > 0) {
    throw new HarborError('REGISTRY_RESPONSE_INVALID', {
      details: { api: searchPath, reason: 'the search failed' },
    });
  }
  return { images: list.Results ?? [], total: list.Page?.TotalCount ?? undefined };
}

function listedTag({ Tag, Digest, MediaType }: ZotImage): ListedTag {
  if (!isDigest(Digest)) return { name: Tag };
  return { name: Tag, digest: Digest, ...(MediaType ? { mediaType: MediaType } : {}) };
}
