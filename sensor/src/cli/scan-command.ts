// `sensor scan <reference>`: pulls and indexes an image here and now, without a control plane or a state folder.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseReference, type Reference } from '@harborguard/shared/oci/parse-reference.ts';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import type { LocalConfig } from '../config.ts';
import type { System } from '../lifecycle.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';
import { MemoryLayerCache } from '../scan/memory-layer-cache.ts';
import { createScanBudget } from '../scan/scan-budget.ts';
import { scanImage } from '../scan/scan-image.ts';
import type { ScannedMember } from '../scan/scan-outcome.ts';
import type { RegistryOptions } from './arguments.ts';
import { inventoryText } from './inventory-text.ts';
import { localProvider } from './local-provider.ts';
import { createScanProgress } from './scan-progress-line.ts';

export interface ScanOptions extends RegistryOptions {
  readonly platform: string | undefined;
}

/** Exit codes: 0 indexed in full, 1 something could not be read. Failures throw. */
export async function scanCommand(
  text: string,
  options: ScanOptions,
  config: LocalConfig,
  system: System & { readonly signal: AbortSignal },
): Promise<number> {
  const reference = parseReference(text);
  if (reference.kind === 'invalid') {
    throw new HarborError('REFERENCE_INVALID', { details: { reason: reference.reason } });
  }
  const { provider } = await localProvider(reference.host, options, config, system);
  try {
    const inventories = await scanAll(reference, provider, options, config, system);
    const output = options.json
      ? `${JSON.stringify(inventories, null, 2)}\n`
      : inventories.map((inventory) => inventoryText(text, inventory)).join('\n');
    process.stdout.write(output);
    return inventories.every((inventory) => inventory.state === 'indexed') ? 0 : 1;
  } finally {
    await provider.close();
  }
}

async function scanAll(
  reference: Reference,
  provider: RegistryProvider,
  options: ScanOptions,
  config: LocalConfig,
  { clock, log, signal }: System & { readonly signal: AbortSignal },
): Promise<readonly Inventory[]> {
  const progress = createScanProgress(process.stderr);
  const shared = {
    ...{ provider, clock, log, signal },
    repository: reference.repository,
    layerCache: new MemoryLayerCache(),
    budget: createScanBudget(config.parallelLayers),
    onProgress: progress.update,
  };
  try {
    const first = await scanImage({
      ...shared,
      reference: reference.digest ?? reference.tag ?? 'latest',
    });
    if (first.kind === 'inventory') return [first.inventory];
    const inventories: Inventory[] = [];
    for (const member of chosenMembers(first.members, options.platform)) {
      const outcome = await scanImage({ ...shared, reference: member.digest });
      if (outcome.kind === 'inventory') inventories.push(outcome.inventory);
    }
    return inventories;
  } finally {
    progress.clear();
  }
}

function chosenMembers(
  members: readonly ScannedMember[],
  platform: string | undefined,
): readonly ScannedMember[] {
  const images = members.filter((member) => member.role === 'image');
  const chosen = images.filter((member) => platform === undefined || nameOf(member) === platform);
  if (chosen.length > 0) return chosen;
  throw new HarborError('MANIFEST_UNKNOWN', {
    details: { platform, available: images.map(nameOf).join(', ') },
  });
}

function nameOf({ platform }: ScannedMember): string {
  if (platform === undefined) return 'unknown';
  const { os, architecture, variant } = platform;
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}
