// Everything that hangs on one digest: by cosign's tags, by the referrers API of OCI 1.1, and by its fallback tag for
// registries without that API.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import {
  type Attachment,
  type AttachmentKind,
  attachmentsPerImageMax,
  materialBytesMax,
} from '@harborguard/shared/signatures/attachment.ts';
import type { ManifestContent, RegistryProvider } from '../registry/registry-provider.ts';
import { type AttachmentSource, readAttachment } from './read-attachment.ts';

export interface AttachmentQuestion {
  readonly provider: RegistryProvider;
  readonly repository: string;
  readonly signal: AbortSignal;
}

const kindsBySuffix: Readonly<Record<string, AttachmentKind>> = {
  sig: 'signature',
  att: 'attestation',
  sbom: 'sbom',
};

/** Of one tag, or of the manifest it was known to show; empty when it is gone. */
export async function attachmentsOfTag(
  question: AttachmentQuestion,
  tag: string,
  digest?: string,
): Promise<readonly Attachment[]> {
  const source = sourceOf(question);
  const suffix = tag.split('.')[1];
  try {
    if (suffix === undefined) return await fromIndex(source, await index(source, digest ?? tag));
    const found = digest ?? (await resolve(source, tag));
    return [await readAttachment(source, found, kindsBySuffix[suffix] ?? 'other')];
  } catch (error) {
    if (isHarborError(error) && missing.has(error.code)) return [];
    throw error;
  }
}

/** Undefined where the registry has no such API, or does not answer it now: then nothing is known. */
export async function attachmentsByReferrers(
  question: AttachmentQuestion,
  digest: string,
): Promise<readonly Attachment[] | undefined> {
  const { provider, repository, signal } = question;
  const digests = await provider.referrers?.(repository, digest, { signal });
  return digests && (await readAll(sourceOf(question), digests));
}

/** For a scan without a control plane: all ways, each attachment once. */
export async function allAttachments(
  question: AttachmentQuestion,
  digest: string,
): Promise<readonly Attachment[]> {
  const stem = digest.replace(':', '-');
  const byReferrers = await attachmentsByReferrers(question, digest);
  const tags = [`${stem}.sig`, `${stem}.att`, `${stem}.sbom`];
  const found = [...(byReferrers ?? (await attachmentsOfTag(question, stem)))];
  for (const tag of tags) found.push(...(await attachmentsOfTag(question, tag)));
  return [...new Map(found.map((one) => [one.digest, one])).values()];
}

const missing: ReadonlySet<string> = new Set(['MANIFEST_UNKNOWN', 'REPOSITORY_UNKNOWN']);

function sourceOf(question: AttachmentQuestion): AttachmentSource {
  return { ...question, budget: { bytesLeft: materialBytesMax } };
}

async function resolve({ provider, repository, signal }: AttachmentSource, tag: string) {
  // A read, not a HEAD: the manifest is wanted next anyway, and archives have nothing to resolve.
  return (await provider.manifest(repository, tag, { signal })).digest;
}

async function index(
  { provider, repository, signal }: AttachmentSource,
  reference: string,
): Promise<ManifestContent> {
  return await provider.manifest(repository, reference, { signal });
}

async function fromIndex(
  source: AttachmentSource,
  { bytes, mediaType }: ManifestContent,
): Promise<readonly Attachment[]> {
  const parsed = parseManifest(bytes, mediaType);
  if (parsed.kind !== 'index') return [];
  return await readAll(
    source,
    parsed.members.map((member) => member.digest),
  );
}

async function readAll(
  source: AttachmentSource,
  digests: readonly string[],
): Promise<readonly Attachment[]> {
  const attachments: Attachment[] = [];
  for (const digest of new Set(digests.slice(0, attachmentsPerImageMax))) {
    try {
      attachments.push(await readAttachment(source, digest, 'other'));
    } catch (error) {
      // Named by the list and deleted since.
      if (!isHarborError(error) || !missing.has(error.code)) throw error;
    }
  }
  return attachments;
}
