// The referrers API: an index of the manifests whose subject is the digest asked for. An unknown digest has none.
import type { RegistryContent } from './registry-content.ts';
import type { RegistryExchange } from './registry-exchange.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';

export function answerReferrers(
  exchange: RegistryExchange,
  content: RegistryContent,
): Promise<void> {
  if (!exchange.knobs.referrers) return exchange.sendText(404, '404 page not found\n');
  const { repository, reference } = exchange.route;
  const manifests = [...content.manifestsOf(repository)].flatMap(([digest, stored]) => {
    const { subject, artifactType } = JSON.parse(Buffer.from(stored.bytes).toString());
    if (subject?.digest !== reference) return [];
    const { mediaType, bytes } = stored;
    return [{ mediaType, digest, size: bytes.length, artifactType }];
  });
  const body = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
  return exchange.send(200, { 'content-type': indexType }, Buffer.from(body));
}
