// The inventories of what was named: of one image, or of the chosen images of an index.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { manifestKind } from '@harborguard/shared/oci/media-types.ts';
import { isPlatformNamed, platformName } from '@harborguard/shared/oci/platform-name.ts';
import type { Inventory, Platform } from '@harborguard/shared/protocol/inventory.ts';
import type { System } from '../lifecycle.ts';
import { MemoryScanCache } from '../scan/memory-scan-cache.ts';
import { createScanBudget } from '../scan/scan-budget.ts';
import { type ScanImageOptions, scanImage } from '../scan/scan-image.ts';
import type { ScannedMember } from '../scan/scan-outcome.ts';
import { createScanProgress } from './scan-progress-line.ts';
import type { ScanSource } from './scan-source.ts';

export interface ScanChoice {
  /** Undefined: every platform. */
  readonly platform: string | undefined;
  /** The output holds one image, so an index must come down to one. */
  readonly oneImage: boolean;
  readonly parallelLayers: number | undefined;
}

/** Throws PLATFORM_AMBIGUOUS, MANIFEST_UNKNOWN for a platform that is not there, and what a scan throws. */
export async function scanInventories(
  source: ScanSource,
  choice: ScanChoice,
  { clock, log, tracer, signal }: System & { readonly signal: AbortSignal },
): Promise<readonly Inventory[]> {
  const progress = createScanProgress(process.stderr);
  const shared: Omit<ScanImageOptions, 'reference'> = {
    ...{ clock, log, tracer, signal },
    provider: source.provider,
    repository: source.repository,
    layerCache: new MemoryScanCache(),
    budget: createScanBudget(choice.parallelLayers),
    onProgress: progress.update,
  };
  try {
    return await inventoriesOf(shared, source.reference, { choice, depth: 0 });
  } finally {
    progress.clear();
  }
}

/** The index of an archive may hold the index of the image; deeper than this only an attack goes. */
const indexDepthMax = 2;

interface Walk {
  readonly choice: ScanChoice;
  readonly depth: number;
}

async function inventoriesOf(
  shared: Omit<ScanImageOptions, 'reference'>,
  reference: string,
  { choice, depth }: Walk,
): Promise<readonly Inventory[]> {
  const outcome = await scanImage({ ...shared, reference });
  if (outcome.kind === 'inventory') {
    const { platform } = outcome.inventory;
    if (depth === 0 && !isWanted(platform, choice))
      throw notThere(choice, [platformName(platform)]);
    return [outcome.inventory];
  }
  if (outcome.kind === 'artifact') {
    const { digest, artifactType } = outcome;
    throw new HarborError('MANIFEST_UNSUPPORTED', { details: { digest, artifactType } });
  }
  if (depth === indexDepthMax) throw new HarborError('NESTING_LIMIT', { details: { reference } });
  const inventories: Inventory[] = [];
  for (const member of chosenMembers(outcome.members, choice)) {
    const found = await inventoriesOf(shared, member.digest, { choice, depth: depth + 1 });
    inventories.push(...found.filter(({ platform }) => isWanted(platform, choice)));
  }
  if (inventories.length === 0) throw notThere(choice, namesOf(outcome.members));
  return inventories;
}

function chosenMembers(
  members: readonly ScannedMember[],
  choice: ScanChoice,
): readonly ScannedMember[] {
  const images = members.filter(isImageOrIndex);
  const chosen = images.filter(
    ({ platform }) => platform === undefined || isWanted(platform, choice),
  );
  if (chosen.length === 0) throw notThere(choice, namesOf(images));
  if (choice.oneImage && chosen.length > 1) {
    throw new HarborError('PLATFORM_AMBIGUOUS', {
      details: { available: namesOf(chosen).join(', ') },
    });
  }
  return chosen;
}

function isImageOrIndex({ role, mediaType }: ScannedMember): boolean {
  return role === 'image' || (role === 'other' && manifestKind(mediaType) === 'index');
}

function isWanted(platform: Platform, { platform: wanted }: ScanChoice): boolean {
  return wanted === undefined || isPlatformNamed(platform, wanted);
}

function notThere({ platform }: ScanChoice, available: readonly string[]): HarborError {
  return new HarborError('MANIFEST_UNKNOWN', {
    details: { platform, available: available.join(', ') },
  });
}

function namesOf(members: readonly ScannedMember[]): readonly string[] {
  return members.map(({ platform }) =>
    platform === undefined ? 'unknown' : platformName(platform),
  );
}
