// Pushes a test image to any registry over the distribution API, the way a tool would: blobs the registry lacks,
// members, manifest, tags. It knows Basic credentials only.
import assert from 'node:assert/strict';
import type { TestImage, TestIndex } from './image/test-image.ts';
import { type HttpAnswer, sendHttp } from './send-http.ts';

export interface PushTarget {
  /** Scheme, host and path prefix, without a slash at the end. */
  readonly registryUrl: string;
  readonly repository: string;
  readonly credential?: { readonly username: string; readonly password: string };
  /** PEM of the authority behind an https registry. */
  readonly ca?: string;
}

/** Returns the digest of what was pushed. Fails at the first answer that is not a success. */
export async function pushImage(
  content: TestImage | TestIndex,
  target: PushTarget,
  ...tags: readonly string[]
): Promise<string> {
  if (content.kind === 'index') {
    for (const member of content.members) await pushImage(member, target);
  } else {
    await pushBlob(target, content.configDigest, content.config);
    for (const layer of content.layers) await pushBlob(target, layer.digest, layer.bytes);
  }
  for (const reference of tags.length === 0 ? [content.digest] : tags) {
    await putManifest(target, reference, content);
  }
  return content.digest;
}

async function pushBlob(target: PushTarget, digest: string, bytes: Uint8Array): Promise<void> {
  const known = await send(target, 'HEAD', address(target, `blobs/${digest}`));
  if (known.status === 200) return;
  const begun = await send(target, 'POST', address(target, 'blobs/uploads/'));
  assert.equal(begun.status, 202, `the upload was not accepted: ${begun.text()}`);
  const location = new URL(begun.headers.location ?? '', `${target.registryUrl}/`);
  location.searchParams.set('digest', digest);
  const stored = await send(target, 'PUT', location, {
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  });
  assert.equal(stored.status, 201, `the blob was not stored: ${stored.text()}`);
}

async function putManifest(
  target: PushTarget,
  reference: string,
  content: TestImage | TestIndex,
): Promise<void> {
  const stored = await send(target, 'PUT', address(target, `manifests/${reference}`), {
    headers: { 'content-type': content.mediaType },
    body: content.manifest,
  });
  assert.equal(stored.status, 201, `the manifest was not stored: ${stored.text()}`);
}

function address(target: PushTarget, path: string): URL {
  return new URL(`${target.registryUrl}/v2/${target.repository}/${path}`);
}

function send(
  target: PushTarget,
  method: string,
  url: URL,
  parts: { readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array } = {},
): Promise<HttpAnswer> {
  const { credential, ca } = target;
  const authorization: Record<string, string> = credential
    ? { authorization: `Basic ${base64(`${credential.username}:${credential.password}`)}` }
    : {};
  return sendHttp(url, {
    method,
    headers: { ...authorization, ...parts.headers },
    ...(parts.body === undefined ? {} : { body: parts.body }),
    ...(ca === undefined ? {} : { ca }),
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
