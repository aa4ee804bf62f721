// Reports of external scanners as sensors send them: kept, and the image is matched anew to join them with ours.
import type { ImageExternal } from '@harborguard/shared/protocol/log-messages.ts';
import type { FactContext } from '../inventory/fact-sink.ts';
import type { Stores } from '../unit-of-work.ts';

export async function recordExternal(
  { inventory, findings }: Stores,
  context: FactContext,
  message: ImageExternal,
): Promise<void> {
  const { digest, reports } = message;
  const [image] = await inventory.imagesByDigest([digest]);
  // Sent behind the inventory; without it there is nothing to join.
  if (image === undefined || reports.length === 0) return;
  await findings.saveExternalReports(image.id, reports, context.now);
  await inventory.queueMatch(image.id, context.now);
}
