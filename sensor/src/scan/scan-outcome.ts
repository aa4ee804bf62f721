// What a scan of one reference gives: the members of an index, or the inventory of one image.
import { isAttestationMember } from '@harborguard/shared/oci/attachments.ts';
import { manifestKind } from '@harborguard/shared/oci/media-types.ts';
import type { ImageIndex, IndexMember } from '@harborguard/shared/oci/parse-manifest.ts';
import type { Inventory, Platform } from '@harborguard/shared/protocol/inventory.ts';

export type MemberRole = 'image' | 'attestation' | 'other';

export interface ScannedMember {
  readonly digest: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly platform?: Platform;
  /** Only images are worth a scan of their own. */
  readonly role: MemberRole;
}

export interface IndexOutcome {
  readonly kind: 'index';
  readonly digest: string;
  readonly mediaType: string;
  readonly members: readonly ScannedMember[];
}

export type ScanOutcome =
  | IndexOutcome
  | { readonly kind: 'inventory'; readonly inventory: Inventory };

export function indexOutcome(digest: string, index: ImageIndex): IndexOutcome {
  return {
    kind: 'index',
    digest,
    mediaType: index.mediaType,
    members: index.members.map((member) => ({
      digest: member.digest,
      mediaType: member.mediaType,
      sizeBytes: member.sizeBytes,
      role: roleOf(member),
      ...(member.platform === undefined ? {} : { platform: member.platform }),
    })),
  };
}

function roleOf(member: IndexMember): MemberRole {
  if (isAttestationMember(member)) return 'attestation';
  return manifestKind(member.mediaType) === 'image' ? 'image' : 'other';
}
