// The news of scans and of new images.
import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { severityOfKind } from './event-kinds.ts';
import type { NewNotificationEvent } from './notification-event.ts';

export interface FailedScanNews {
  readonly repository: string;
  /** A digest or a tag. */
  readonly reference: string;
  readonly code: ErrorCode;
}

/** The same failure of the same image is one piece of news, however often it is scanned in vain. */
export function failedScanEvent(
  job: { readonly id: string; readonly registryId: string; readonly finishedAt: number | null },
  { repository, reference, code }: FailedScanNews,
): NewNotificationEvent {
  const { registryId } = job;
  const name = reference.includes(':')
    ? `${repository}@${reference}`
    : `${repository}:${reference}`;
  const subject = `scan:${registryId}/${name}`;
  return {
    kind: 'scan.failed',
    key: `scan:${job.id}`,
    newsKey: `${subject}:${code}`,
    ...{ subject, registryId, repository },
    severity: severityOfKind('scan.failed'),
    isNew: true,
    isFixable: false,
    title: `Scan of ${name} failed: ${code}`,
    facts: { repository, errorCode: code, firstCheck: errorRow(code).firstCheck },
    occurredAt: job.finishedAt ?? 0,
  };
}

export interface NewImage {
  readonly registryId: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

export function newImageEvent(image: NewImage, now: number): NewNotificationEvent {
  const { registryId, repository, tag, digest } = image;
  const key = `image:${registryId}/${repository}:${tag}@${digest}`;
  return {
    ...{ kind: 'image.new', key, newsKey: key, registryId, repository },
    subject: `image:${registryId}/${repository}:${tag}`,
    severity: severityOfKind('image.new'),
    isNew: true,
    isFixable: false,
    title: `New image ${repository}:${tag}`,
    facts: { repository, tag, digest },
    occurredAt: now,
  };
}
