// Google's public keys for identity tokens: one fixed address, no credential, a small answer.
import type { JsonWebKey } from 'node:crypto';
import { request } from 'undici';

const keysUrl = 'https://www.googleapis.com/oauth2/v3/certs';
/** A sender waits for the answer meanwhile; Pub/Sub gives it ten seconds. */
const timeoutMs = 5_000;
/** The document holds a few keys of half a kilobyte. */
const bytesMax = 64 * 1024;

/** Throws when the keys cannot be had; the sender tries again. */
export async function fetchGoogleKeys(): Promise<ReadonlyMap<string, JsonWebKey>> {
  const answer = await request(keysUrl, { signal: AbortSignal.timeout(timeoutMs) });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > bytesMax) throw new TypeError('the list of keys is too long');
    chunks.push(chunk);
  }
  if (answer.statusCode !== 200) throw new TypeError(`no list of keys: ${answer.statusCode}`);
  const { keys } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    readonly keys: readonly (JsonWebKey & { readonly kid?: unknown })[];
  };
  return new Map(
    keys.flatMap((key) => (typeof key.kid === 'string' ? [[key.kid, key] as const] : [])),
  );
}
