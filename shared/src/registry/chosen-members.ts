// Which images of an index a connection pulls, by the platforms chosen for it.
import { isPlatformNamed } from '../oci/platform-name.ts';
import type { Platform } from '../protocol/inventory.ts';

export interface PlatformMember {
  readonly role: string;
  readonly platform?: Platform | undefined;
}

/**
 * Every image when nothing is chosen, and none that is an attestation. An image that does not say its platform is kept;
 * so are all images of an index that has none of the chosen platforms, because a tag without an image would look clean.
 */
export function chosenMembers<Member extends PlatformMember>(
  members: readonly Member[],
  platforms: readonly string[] = [],
): readonly Member[] {
  const images = members.filter(({ role }) => role === 'image');
  if (platforms.length === 0) return images;
  const chosen = images.filter(({ platform }) => isChosen(platform, platforms));
  return chosen.length === 0 ? images : chosen;
}

function isChosen(platform: Platform | undefined, platforms: readonly string[]): boolean {
  return platform === undefined || platforms.some((name) => isPlatformNamed(platform, name));
}
