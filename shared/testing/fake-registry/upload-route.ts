// Pushing blobs the three ways tools do: at once, by PATCH and PUT, or mounted from another repository.
import { randomUUID } from 'node:crypto';
import { digestMatches, type RegistryContent } from './registry-content.ts';
import type { RegistryExchange } from './registry-exchange.ts';

/** Uploads under way, by id; of one registry. */
export type Uploads = Map<string, Buffer>;

export function answerUpload(
  exchange: RegistryExchange,
  content: RegistryContent,
  uploads: Uploads,
): Promise<void> {
  switch (exchange.method) {
    case 'POST':
      return startUpload(exchange, content, uploads);
    case 'PATCH':
      return continueUpload(exchange, uploads);
    case 'PUT':
      return finishUpload(exchange, content, uploads);
    default:
      return exchange.sendError(405, 'UNSUPPORTED');
  }
}

async function startUpload(
  exchange: RegistryExchange,
  content: RegistryContent,
  uploads: Uploads,
): Promise<void> {
  const { repository } = exchange.route;
  const query = exchange.url.searchParams;
  const mounted = query.get('mount') ?? '';
  const blob = content.blob(query.get('from') ?? '', mounted);
  if (blob) {
    content.putBlob(repository, mounted, blob);
    return sendCreated(exchange, mounted);
  }
  const digest = query.get('digest');
  if (digest !== null) return storeBlob(exchange, content, digest, await exchange.requestBody());
  const id = randomUUID();
  uploads.set(id, Buffer.alloc(0));
  await sendAccepted(exchange, id, 0);
}

async function continueUpload(exchange: RegistryExchange, uploads: Uploads): Promise<void> {
  const id = exchange.route.reference;
  const begun = uploads.get(id);
  if (!begun) return exchange.sendError(404, 'BLOB_UPLOAD_UNKNOWN');
  const whole = Buffer.concat([begun, await exchange.requestBody()]);
  uploads.set(id, whole);
  await sendAccepted(exchange, id, whole.length);
}

async function finishUpload(
  exchange: RegistryExchange,
  content: RegistryContent,
  uploads: Uploads,
): Promise<void> {
  const id = exchange.route.reference;
  const begun = uploads.get(id);
  if (!begun) return exchange.sendError(404, 'BLOB_UPLOAD_UNKNOWN');
  uploads.delete(id);
  const whole = Buffer.concat([begun, await exchange.requestBody()]);
  await storeBlob(exchange, content, exchange.url.searchParams.get('digest') ?? '', whole);
}

function storeBlob(
  exchange: RegistryExchange,
  content: RegistryContent,
  digest: string,
  bytes: Buffer,
): Promise<void> {
  if (!digestMatches(bytes, digest)) return exchange.sendError(400, 'DIGEST_INVALID');
  content.putBlob(exchange.route.repository, digest, bytes);
  return sendCreated(exchange, digest);
}

function sendAccepted(exchange: RegistryExchange, id: string, length: number): Promise<void> {
  return exchange.send(202, {
    location: `${exchange.base}/v2/${exchange.route.repository}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, length - 1)}`,
    'docker-upload-uuid': id,
  });
}

function sendCreated(exchange: RegistryExchange, digest: string): Promise<void> {
  return exchange.send(201, {
    location: `${exchange.base}/v2/${exchange.route.repository}/blobs/${digest}`,
    'docker-content-digest': digest,
  });
}
