// What the registry behind a vendor's front holds, read over the distribution API: the same for a fake and a real one.
// It stands for the database of a product, so it is small and knows no pages.
import { sendHttp } from '../send-http.ts';

/** When the products say that everything behind them was pushed. */
export const pushedAt = Date.parse('2026-01-01T00:00:00Z');

export interface ImageBehind {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Sorted by repository and tag. */
export async function imagesBehind(registryUrl: string): Promise<readonly ImageBehind[]> {
  const images: ImageBehind[] = [];
  for (const repository of await repositoriesBehind(registryUrl)) {
    for (const tag of await tagsBehind(registryUrl, repository)) {
      images.push(await imageBehind(registryUrl, repository, tag));
    }
  }
  return images;
}

export async function repositoriesBehind(registryUrl: string): Promise<readonly string[]> {
  const { repositories = [] } = (await json(`${registryUrl}/v2/_catalog?n=1000`)) as {
    repositories?: string[];
  };
  return repositories.toSorted();
}

export async function tagsBehind(
  registryUrl: string,
  repository: string,
): Promise<readonly string[]> {
  const { tags } = (await json(`${registryUrl}/v2/${repository}/tags/list?n=1000`)) as {
    tags?: string[] | null;
  };
  return (tags ?? []).toSorted();
}

export async function imageBehind(
  registryUrl: string,
  repository: string,
  tag: string,
): Promise<ImageBehind> {
  const url = new URL(`${registryUrl}/v2/${repository}/manifests/${tag}`);
  const { headers } = await sendHttp(url, { method: 'HEAD', headers: { accept } });
  return {
    repository,
    tag,
    digest: String(headers['docker-content-digest']),
    mediaType: String(headers['content-type']),
    sizeBytes: Number(headers['content-length']),
  };
}

async function json(url: string): Promise<unknown> {
  const answer = await sendHttp(new URL(url), { method: 'GET' });
  // A repository whose tags are all gone is unknown to some registries.
  return answer.status === 200 ? JSON.parse(answer.text()) : {};
}
