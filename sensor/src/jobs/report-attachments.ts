// What hangs on an image, to the outbox: by a tag when the control plane has seen a new one, by the referrers API after
// each scan. What is unchanged is not asked for, since nobody makes a job for it.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { attachmentSubject } from '@harborguard/shared/oci/attachments.ts';
import type { ScanPayload } from '@harborguard/shared/protocol/jobs.ts';
import { attachmentsByReferrers, attachmentsOfTag } from '../attachments/find-attachments.ts';
import type { JobContext } from './job-context.ts';

export async function reportTagAttachments(
  payload: ScanPayload,
  tag: string,
  context: JobContext,
): Promise<void> {
  const subject = attachmentSubject(tag);
  if (subject === undefined) return;
  context.progress('attachments', 0);
  const { repository, reference: tagDigest } = payload;
  const { provider, signal } = context;
  const attachments = await attachmentsOfTag({ provider, repository, signal }, tag, tagDigest);
  await context.report({
    type: 'image.attachments',
    ...context.job,
    registryId: payload.registry.registryId,
    ...{ repository, subject, tag, tagDigest },
    attachments: [...attachments],
  });
}

/** The inventory is in the outbox by now; a registry that fails at this question must not cost another scan. */
export async function reportReferrers(
  payload: ScanPayload,
  subject: string,
  context: JobContext,
): Promise<void> {
  const { repository } = payload;
  const { provider, signal } = context;
  try {
    const attachments = await attachmentsByReferrers({ provider, repository, signal }, subject);
    if (attachments === undefined) return;
    await context.report({
      type: 'image.attachments',
      ...context.job,
      registryId: payload.registry.registryId,
      ...{ repository, subject },
      attachments: [...attachments],
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!isHarborError(error)) throw error;
    context.log.warn('referrers not read', { repository, digest: subject, code: error.code });
  }
}
