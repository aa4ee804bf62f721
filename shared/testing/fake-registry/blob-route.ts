// Blobs: whole, in ranges, or elsewhere. The bytes are sent as they are held, right or wrong.
import { blobSize, type RegistryContent, type StoredBlob } from './registry-content.ts';
import type { Body, Headers, RegistryExchange } from './registry-exchange.ts';

export async function answerBlob(
  exchange: RegistryExchange,
  content: RegistryContent,
): Promise<void> {
  if (!['GET', 'HEAD'].includes(exchange.method)) return exchange.sendError(405, 'UNSUPPORTED');
  const { repository, reference: digest } = exchange.route;
  const blob = content.blob(repository, digest);
  if (!blob) return exchange.sendError(404, 'BLOB_UNKNOWN', { detail: { digest } });
  const location = exchange.knobs.blobRedirect?.(digest);
  if (location !== undefined) {
    return exchange.send(exchange.knobs.blobRedirectStatus, { location });
  }
  const known = exchange.knobs.digestHeader ? { 'docker-content-digest': digest } : {};
  await sendBlob(exchange, blob, { etag: `"${digest}"`, ...known });
}

export function sendBlob(
  exchange: RegistryExchange,
  blob: StoredBlob,
  headers: Headers,
): Promise<void> {
  const size = blobSize(blob);
  const range = exchange.knobs.ignoresRange ? undefined : readRange(exchange.header('range'));
  const common = {
    'content-type': 'application/octet-stream',
    'cache-control': 'max-age=31536000',
    'accept-ranges': 'bytes',
    ...headers,
  };
  if (!range) {
    return exchange.send(200, { ...common, 'content-length': `${size}` }, bytesOf(blob, 0, size));
  }
  const end = Math.min(range.end, size - 1);
  if (range.start > end) return exchange.send(416, { 'content-range': `bytes */${size}` });
  return exchange.send(
    206,
    {
      ...common,
      'content-range': `bytes ${range.start}-${end}/${size}`,
      'content-length': `${end + 1 - range.start}`,
    },
    bytesOf(blob, range.start, end + 1),
  );
}

function readRange(header: string): { start: number; end: number } | undefined {
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(header) ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), end: end ? Number(end) : Number.POSITIVE_INFINITY };
}

function bytesOf(blob: StoredBlob, start: number, end: number): Body {
  return blob instanceof Uint8Array
    ? blob.subarray(start, end)
    : upTo(blob.read(start), end - start);
}

async function* upTo(source: AsyncIterable<Uint8Array>, length: number): AsyncIterable<Uint8Array> {
  let left = length;
  for await (const chunk of source) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}
