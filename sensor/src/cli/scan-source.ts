// Where the image of `sensor scan` is read from: a registry, or a file or folder on this machine.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseReference } from '@harborguard/shared/oci/parse-reference.ts';
import { imageSourceText } from '../archive/image-source-text.ts';
import { openArchive } from '../archive/open-archive.ts';
import type { LocalConfig } from '../config.ts';
import type { System } from '../lifecycle.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';
import { localProvider } from './local-provider.ts';
import type { RegistryOptions } from './registry-options.ts';

export interface ScanSource {
  readonly provider: RegistryProvider;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
}

/** Throws REFERENCE_INVALID, and what reading the archive or the credentials throws. */
export async function openScanSource(
  text: string,
  options: RegistryOptions,
  config: LocalConfig,
  system: System & { readonly signal: AbortSignal },
): Promise<ScanSource> {
  const source = imageSourceText(text);
  if (source.kind === 'archive') {
    const { provider, reference } = await openArchive(source, system.signal);
    return { provider, reference, repository: 'archive' };
  }
  const parsed = parseReference(source.reference);
  if (parsed.kind === 'invalid') {
    throw new HarborError('REFERENCE_INVALID', { details: { reason: parsed.reason } });
  }
  const { provider } = await localProvider(parsed.host, options, config, system);
  return {
    provider,
    repository: parsed.repository,
    reference: parsed.digest ?? parsed.tag ?? 'latest',
  };
}
