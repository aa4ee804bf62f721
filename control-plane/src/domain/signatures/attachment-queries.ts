// What the API asks about the things that hang on images.
import type { AttachmentKind } from '@harborguard/shared/signatures/attachment.ts';
import type { Verdict } from '@harborguard/shared/signatures/verdict.ts';
import type { Page, PageRequest } from '../inventory/image-queries.ts';
import type { AttachmentRow } from './signature-store.ts';

export interface AttachmentFilter {
  readonly registryId?: string;
  /** Absent: all. */
  readonly registryIds?: readonly string[];
  readonly repository?: string;
  readonly subject?: string;
  readonly kind?: AttachmentKind;
  readonly verdict?: Verdict['kind'];
  /** Only those of images that no tag shows any more; false: only the others. */
  readonly orphaned?: boolean;
}

export interface AttachmentQueries {
  list(orgId: string, filter: AttachmentFilter, page: PageRequest): Promise<Page<AttachmentRow>>;
}
