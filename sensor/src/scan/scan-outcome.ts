// What a scan of one reference gives: the members of an index, the inventory of one image, or that it is no image.
import { isAttestationMember } from '@harborguard/shared/oci/attachments.ts';
import { manifestKind } from '@harborguard/shared/oci/media-types.ts';
import type {
  ImageIndex,
  ImageManifest,
  IndexMember,
} from '@harborguard/shared/oci/parse-manifest.ts';
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

/** A chart, a module, a policy …: it has no layers of a file system, so there is nothing to look into. */
export interface ArtifactOutcome {
  readonly kind: 'artifact';
  readonly digest: string;
  readonly artifactType: string;
}

export type ScanOutcome =
  | IndexOutcome
  | ArtifactOutcome
  | { readonly kind: 'inventory'; readonly inventory: Inventory };

/** As the specification has it: what the manifest says, or else the type of its configuration. */
export function artifactOutcome(digest: string, manifest: ImageManifest): ArtifactOutcome {
  const { artifactType, config } = manifest;
  return { kind: 'artifact', digest, artifactType: artifactType || config.mediaType };
}

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
