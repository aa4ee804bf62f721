// Manifests: read with the rules of Accept that mislead clients in the field, and written as tools push them.
import { sha256Digest } from '../image/test-layer.ts';
import type { RegistryContent, StoredManifest } from './registry-content.ts';
import type { Headers, RegistryExchange } from './registry-exchange.ts';

type FoundManifest = StoredManifest & { readonly digest: string };

const schema1MediaType = 'application/vnd.docker.distribution.manifest.v1+prettyjws';

export function answerManifest(
  exchange: RegistryExchange,
  content: RegistryContent,
): Promise<void> {
  if (exchange.method === 'PUT') return storeManifest(exchange, content);
  if (!['GET', 'HEAD'].includes(exchange.method)) return exchange.sendError(405, 'UNSUPPORTED');
  if (exchange.knobs.policyRefusal) return sendPolicyRefusal(exchange);
  const { repository, reference } = exchange.route;
  const manifest = content.manifest(repository, reference);
  if (!manifest) {
    return exchange.sendError(404, 'MANIFEST_UNKNOWN', { detail: { Tag: reference } });
  }
  if (exchange.knobs.schema1) return sendSchema1(exchange);
  if (accepts(exchange, manifest.mediaType)) return sendManifest(exchange, manifest);
  return sendUnaccepted(exchange, manifest);
}

/** The type must stand in Accept by its full name: wildcards and q values are not looked at. */
function accepts(exchange: RegistryExchange, mediaType: string): boolean {
  return exchange
    .header('accept')
    .split(',')
    .some((part) => part.split(';')[0]?.trim().toLowerCase() === mediaType);
}

/** OCI types turn into a false 404; Docker types asked for by tag into schema 1. */
function sendUnaccepted(exchange: RegistryExchange, manifest: FoundManifest): Promise<void> {
  if (manifest.mediaType.startsWith('application/vnd.oci.')) {
    return exchange.sendError(404, 'MANIFEST_UNKNOWN', {
      message: 'OCI manifest found, but accept header does not support OCI manifests',
    });
  }
  return exchange.route.reference.startsWith('sha256:')
    ? sendManifest(exchange, manifest)
    : sendSchema1(exchange);
}

function sendManifest(exchange: RegistryExchange, manifest: FoundManifest): Promise<void> {
  const etag = `"${manifest.digest}"`;
  const known = exchange.header('if-none-match').replaceAll('"', '');
  if (known === manifest.digest) return exchange.send(304, { etag });
  return exchange.send(
    200,
    { 'content-type': manifest.mediaType, etag, ...digestHeader(exchange, manifest.digest) },
    manifest.bytes,
  );
}

function sendSchema1(exchange: RegistryExchange): Promise<void> {
  const { repository, reference } = exchange.route;
  const body = Buffer.from(
    JSON.stringify({
      schemaVersion: 1,
      name: repository,
      tag: reference,
      architecture: 'amd64',
      fsLayers: [{ blobSum: sha256Digest(Buffer.from('')) }],
      history: [{ v1Compatibility: '{}' }],
      signatures: [],
    }),
  );
  const headers = {
    'content-type': schema1MediaType,
    ...digestHeader(exchange, sha256Digest(body)),
  };
  return exchange.send(200, headers, body);
}

function sendPolicyRefusal(exchange: RegistryExchange): Promise<void> {
  return exchange.sendError(412, 'PROJECTPOLICYVIOLATION', {
    message: 'current image with 12 vulnerabilities cannot be pulled due to configured policy',
  });
}

function digestHeader(exchange: RegistryExchange, digest: string): Headers {
  return exchange.knobs.digestHeader ? { 'docker-content-digest': digest } : {};
}

async function storeManifest(exchange: RegistryExchange, content: RegistryContent): Promise<void> {
  const { repository, reference } = exchange.route;
  const bytes = await exchange.requestBody();
  const digest = sha256Digest(bytes);
  const byDigest = reference.startsWith('sha256:');
  if (byDigest && reference !== digest) return exchange.sendError(400, 'DIGEST_INVALID');
  const references = referencedDigests(bytes);
  if (!references) return exchange.sendError(400, 'MANIFEST_INVALID');
  const missing = references.find(
    (one) => !content.blob(repository, one) && !content.manifest(repository, one),
  );
  if (missing !== undefined) {
    return exchange.sendError(404, 'MANIFEST_BLOB_UNKNOWN', { detail: { digest: missing } });
  }
  content.putManifest(repository, digest, { bytes, mediaType: exchange.header('content-type') });
  if (!byDigest) content.tag(repository, reference, digest);
  await exchange.send(201, {
    location: `${exchange.base}/v2/${repository}/manifests/${digest}`,
    ...digestHeader(exchange, digest),
  });
}

/** Absent when it is no manifest of a kind that can be pushed. */
function referencedDigests(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const document = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (document.schemaVersion !== 2) return undefined;
    const parts = document.manifests ?? [document.config, ...document.layers];
    return parts.map((part: { digest: unknown }) => String(part.digest));
  } catch {
    return undefined;
  }
}
