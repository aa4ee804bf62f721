// Google Artifact Registry and gcr.io: lists by Google's API where a project is known, by Google's form of `tags/list`
// on gcr.io. The catalog of `/v2/` is empty for whoever has no right to the project, so an empty one proves nothing.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isRepositoryName } from '@harborguard/shared/oci/parse-reference.ts';
import { googleLocation } from '../../../identity/google-registry.ts';
import type { RegistryProvider, WaitOptions } from '../../registry-provider.ts';
import { atRoot, belowNamePrefix, namePrefix } from '../below-name-prefix.ts';
import { doubtEmptyCatalog } from '../doubt-empty-catalog.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { enumerateImages, type ImageListing, type ListedImage } from '../image-listing.ts';
import { withEnumeration } from '../with-enumeration.ts';
import { googleTags, imagesBelow } from './google-tag-list.ts';
import { type GoogleLogin, GoogleTokens } from './google-tokens.ts';
import { listDockerImages } from './list-docker-images.ts';

/** Origins, with nothing behind them. */
export interface GoogleEndpoints {
  readonly api: string;
  readonly tokens: string;
}

const googleEndpoints: GoogleEndpoints = {
  api: 'https://artifactregistry.googleapis.com',
  tokens: 'https://oauth2.googleapis.com',
};
const tokenReplyBytesMax = 256 * 1024;

export function createGoogleGarProvider(
  parts: GenericProviderParts,
  { endpoints = googleEndpoints }: { readonly endpoints?: GoogleEndpoints } = {},
): RegistryProvider {
  const generic = new GenericProvider(atRoot(parts));
  const closing = new AbortController();
  const tokens = new GoogleTokens(parts.clock, (request) =>
    parts.http.send(
      { ...request, url: request.url.replace(googleEndpoints.tokens, endpoints.tokens) },
      { signal: closing.signal, bodyBytesMax: tokenReplyBytesMax },
    ),
  );
  const prefix = namePrefix(parts.target);
  const listing = listingOf(parts, generic, { tokens, api: endpoints.api, prefix });
  const vendor = enumerateImages(listing, generic);
  const provider = doubtEmptyCatalog(belowNamePrefix(withEnumeration(generic, vendor), prefix));
  return {
    ...provider,
    close: async () => {
      closing.abort(new Error('the registry was closed'));
      await provider.close();
    },
  };
}

interface GoogleLists {
  readonly tokens: GoogleTokens;
  readonly api: string;
  readonly prefix: string;
}

function listingOf(
  parts: GenericProviderParts,
  generic: GenericProvider,
  lists: GoogleLists,
): ImageListing {
  return {
    clock: parts.clock,
    async *all({ signal }) {
      const { credential } = await parts.credentials.resolve(parts.target, { signal });
      const login = await lists.tokens.login(credential, signal);
      yield* imagesOf(parts, generic, lists, login, { signal });
    },
    ofRepository: (repository, options) =>
      // The name becomes part of an address.
      isRepositoryName(repository) ? googleTags(generic.client, repository, options) : undefined,
  };
}

function imagesOf(
  parts: GenericProviderParts,
  { client }: GenericProvider,
  { api, prefix }: GoogleLists,
  login: GoogleLogin | undefined,
  options: WaitOptions,
): AsyncIterable<readonly ListedImage[]> {
  const { host } = new URL(parts.target.url);
  const location = googleLocation(host);
  const start = prefix === '' ? inPath(login?.project) : prefix;
  if (start === undefined) throw cannotAsk(host, 'neither the address nor a key names a project');
  if (location === undefined) return imagesBelow(client, start, options);
  if (login === undefined) throw cannotAsk(host, 'the API of Google takes access tokens and keys');
  const { project, repository } = placeOf(start);
  return listDockerImages(
    {
      access: parts,
      api,
      token: login.token,
      location,
      project,
      ...(repository === undefined ? {} : { repository }),
    },
    options,
  );
}

/** A project of a domain is written `example.com:project` in the API and `example.com/project` in names. */
function inPath(project: string | undefined): string | undefined {
  return project?.replace(':', '/');
}

function placeOf(start: string): { project: string; repository: string | undefined } {
  const [first = '', second, third] = start.split('/');
  return first.includes('.') && second !== undefined
    ? { project: `${first}:${second}`, repository: third }
    : { project: first, repository: second };
}

function cannotAsk(host: string, reason: string): HarborError {
  return new HarborError('CATALOG_RESTRICTED', { details: { host, reason } });
}
