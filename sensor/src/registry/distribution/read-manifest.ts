// Manifests from a registry: by HEAD where that says everything, by GET otherwise. What is returned has the digest it
// claims; what is inside is for others to read.
import { hash } from 'node:crypto';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  bareMediaType,
  manifestAccept,
  manifestKind,
} from '@harborguard/shared/oci/media-types.ts';
import { type Digest, parseDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { manifestBytesMax, parseManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import { pullScope } from '@harborguard/shared/registry/pull-scope.ts';
import {
  headerLine,
  type RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import type { ManifestContent, ManifestDescriptor } from '../registry-provider.ts';
import { type DistributionClient, type Subject, subjectDetails } from './distribution-client.ts';

export interface ManifestQuestion {
  readonly client: DistributionClient;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
  readonly signal: AbortSignal;
}

export async function resolveManifest(question: ManifestQuestion): Promise<ManifestDescriptor> {
  const response = await ask(question, 'HEAD');
  // Some registries know no HEAD here.
  if (response.status === 405 || response.status === 501) return readManifest(question);
  if (response.status !== 200) throw await refusal(question, response);
  const described = describe(question, response);
  return described ?? readManifest(question);
}

export async function readManifest(question: ManifestQuestion): Promise<ManifestContent> {
  const response = await ask(question, 'GET');
  if (response.status !== 200) throw await refusal(question, response);
  const mediaType = mediaTypeOf(question, response);
  const digest = verifiedDigest(question, response);
  return { digest, mediaType, sizeBytes: response.body.byteLength, bytes: response.body };
}

function ask(question: ManifestQuestion, method: 'GET' | 'HEAD'): Promise<RegistryResponse> {
  const { client, repository, reference, signal } = question;
  return client.send(method, `/v2/${repository}/manifests/${reference}`, {
    scope: pullScope(repository),
    accept: manifestAccept,
    bodyBytesMax: manifestBytesMax,
    tooLargeCode: 'MANIFEST_TOO_LARGE',
    signal,
  });
}

/** What a HEAD says, when it says everything. */
function describe(
  question: ManifestQuestion,
  response: RegistryResponse,
): ManifestDescriptor | undefined {
  const mediaType = bareMediaType(headerLine(response.headers, 'content-type'));
  const kind = manifestKind(mediaType);
  if (kind === 'schema1') throw failure(question, 'MANIFEST_UNSUPPORTED', { mediaType });
  const digest = announcedDigest(response);
  const length = headerLine(response.headers, 'content-length') ?? '';
  if (kind === 'unknown' || digest === undefined || !/^[0-9]{1,15}$/.test(length)) return undefined;
  const asked = parseDigest(question.reference);
  if (asked.kind === 'digest' && asked.text !== digest.text) {
    throw failure(question, 'DIGEST_MISMATCH', { received: digest.text });
  }
  return { digest: digest.text, mediaType, sizeBytes: Number(length) };
}

function mediaTypeOf(question: ManifestQuestion, response: RegistryResponse): string {
  const parsed = parseManifest(response.body, headerLine(response.headers, 'content-type'));
  if (parsed.kind === 'unsupported') {
    throw failure(question, 'MANIFEST_UNSUPPORTED', { mediaType: parsed.mediaType.slice(0, 128) });
  }
  if (parsed.kind === 'invalid') throw failure(question, parsed.code, { reason: parsed.reason });
  return parsed.mediaType;
}

/** The digest asked for and the digest announced must both be that of the bytes. */
function verifiedDigest(question: ManifestQuestion, response: RegistryResponse): string {
  const asked = parseDigest(question.reference);
  const announced = announcedDigest(response);
  const expected = [...(asked.kind === 'digest' ? [asked] : []), ...(announced ? [announced] : [])];
  for (const { algorithm, text } of expected) {
    const received = `${algorithm}:${hash(algorithm, response.body)}`;
    if (received !== text) throw failure(question, 'DIGEST_MISMATCH', { expected: text, received });
  }
  return expected[0]?.text ?? `sha256:${hash('sha256', response.body)}`;
}

function announcedDigest(response: RegistryResponse): Digest | undefined {
  const parsed = parseDigest(headerLine(response.headers, 'docker-content-digest')?.trim() ?? '');
  return parsed.kind === 'digest' ? parsed : undefined;
}

function refusal(question: ManifestQuestion, response: RegistryResponse): Promise<HarborError> {
  return question.client.refusal(response, subjectOf(question), question.signal);
}

function failure(
  question: ManifestQuestion,
  code: ErrorCode,
  details: Readonly<Record<string, string>>,
): HarborError {
  return new HarborError(code, { details: { ...subjectDetails(subjectOf(question)), ...details } });
}

function subjectOf({ repository, reference }: ManifestQuestion): Subject {
  return { resource: 'manifest', repository, reference };
}
