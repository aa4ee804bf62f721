// The API of Google's Artifact Registry, as far as it lists: repositories of a project at a location, images of one.
import { imageBehind, pushedAt, repositoriesBehind, tagsBehind } from './images-behind.ts';
import type { FrontReply, FrontRequest } from './start-vendor-front.ts';

export interface ArtifactRegistryOptions {
  readonly registryUrl: string;
  readonly host: string;
  readonly listForbidden?: boolean;
  readonly pageSizeMax?: number;
}

const pageSizeMax = 1000;

export async function answerArtifactRegistry(
  options: ArtifactRegistryOptions,
  request: FrontRequest,
): Promise<FrontReply> {
  if (options.listForbidden === true) return failure(403, 'PERMISSION_DENIED');
  const [, project = '', location, repository] =
    /^\/v1\/projects\/([^/]+)\/locations\/([^/]+)\/repositories(?:\/([^/]+)\/dockerImages)?$/.exec(
      request.path,
    ) ?? [];
  if (location === undefined || !options.host.startsWith(`${location}-`)) {
    return failure(404, 'NOT_FOUND');
  }
  const above = decodeURIComponent(project).replace(':', '/');
  if (repository === undefined) return await repositories(options, request, above);
  return await images(options, request, `${above}/${decodeURIComponent(repository)}`);
}

async function repositories(
  options: ArtifactRegistryOptions,
  request: FrontRequest,
  project: string,
): Promise<FrontReply> {
  const all = await repositoriesBehind(options.registryUrl);
  const inProject = all.filter((name) => name.startsWith(`${project}/`));
  const names = new Set(inProject.map((name) => name.slice(project.length + 1).split('/', 1)[0]));
  const rows = [...names].map((name) => ({ name: `x/repositories/${name}`, format: 'DOCKER' }));
  const maven = { name: 'x/repositories/java', format: 'MAVEN' };
  return page(options, request, { field: 'repositories', rows: [maven, ...rows] });
}

async function images(
  options: ArtifactRegistryOptions,
  request: FrontRequest,
  repository: string,
): Promise<FrontReply> {
  const all = await repositoriesBehind(options.registryUrl);
  const names = all.filter((name) => name.startsWith(`${repository}/`));
  if (names.length === 0) return failure(404, 'NOT_FOUND');
  const rows: object[] = [];
  for (const name of names) rows.push(...(await imagesOf(options, name)));
  return page(options, request, { field: 'dockerImages', rows });
}

async function imagesOf({ registryUrl, host }: ArtifactRegistryOptions, name: string) {
  const byDigest = new Map<string, { mediaType: string; tags: string[] }>();
  for (const tag of await tagsBehind(registryUrl, name)) {
    const { digest, mediaType } = await imageBehind(registryUrl, name, tag);
    const known = byDigest.get(digest) ?? { mediaType, tags: [] };
    known.tags.push(tag);
    byDigest.set(digest, known);
  }
  return [...byDigest].map(([digest, { mediaType, tags }]) => ({
    name: `x/dockerImages/${encodeURIComponent(name)}@${digest}`,
    uri: `${host}/${name}@${digest}`,
    // Left out for images without tags.
    ...(tags.length === 0 ? {} : { tags }),
    imageSizeBytes: '4096',
    uploadTime: new Date(pushedAt).toISOString(),
    mediaType,
  }));
}

function page(
  options: ArtifactRegistryOptions,
  { query }: FrontRequest,
  { field, rows }: { readonly field: string; readonly rows: readonly object[] },
): FrontReply {
  const asked = Number(query.get('pageSize') ?? 0) || 100;
  const size = Math.min(asked, options.pageSizeMax ?? pageSizeMax, pageSizeMax);
  const start = Number(query.get('pageToken') ?? 0);
  const next = start + size;
  return {
    kind: 'answer',
    status: 200,
    // Empty on the last page, where others leave it out.
    body: {
      [field]: rows.slice(start, next),
      nextPageToken: next < rows.length ? String(next) : '',
    },
  };
}

function failure(code: number, status: string): FrontReply {
  return { kind: 'answer', status: code, body: { error: { code, message: status, status } } };
}
