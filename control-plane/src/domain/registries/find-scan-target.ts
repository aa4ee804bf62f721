// Which registry an image named by a person belongs to, and its name within that registry.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  dockerHubHost,
  parseReference,
  type Reference,
} from '@harborguard/shared/oci/parse-reference.ts';
import {
  canonicalRegistryUrl,
  dockerHubUrl,
} from '@harborguard/shared/registry/canonical-registry-url.ts';
import type { Registry } from './registry-store.ts';

export interface ScanTarget {
  readonly registryId: string;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
}

/**
 * `registries`: those that come into question, one when the caller has named it. A name without a host means Docker
 * Hub, unless only one registry is there to mean. Throws REFERENCE_INVALID or NOT_FOUND.
 */
export function findScanTarget(image: string, registries: readonly Registry[]): ScanTarget {
  const named = parse(image);
  const matching = registries
    .map((registry) => targetIn(registry, named))
    .filter((target) => target !== undefined)
    .sort((a, b) => a.repository.length - b.repository.length);
  if (matching[0] !== undefined) return matching[0];
  const [only] = registries;
  if (only === undefined || registries.length > 1 || namesHost(image)) {
    const rule = `no registry that is connected and that you may see is at ${named.host}`;
    throw new HarborError('NOT_FOUND', { details: { field: 'image', rule } });
  }
  // Under a host of no meaning the name stays as written: no `library/` is put before it.
  return { ...referenceOf(parse(`registry.invalid/${image}`)), registryId: only.id };
}

function parse(image: string): Reference {
  const parsed = parseReference(image);
  if (parsed.kind === 'reference') return parsed;
  throw new HarborError('REFERENCE_INVALID', {
    details: { field: 'image', rule: parsed.reason },
  });
}

function namesHost(image: string): boolean {
  const first = image.split('/', 1)[0] ?? '';
  return image.includes('/') && /[.:]|^localhost$/.test(first);
}

function targetIn(registry: Registry, named: Reference): ScanTarget | undefined {
  const url = canonicalRegistryUrl(registry.url);
  if (url.kind === 'invalid') return undefined;
  const host = registry.url === dockerHubUrl ? dockerHubHost : url.host;
  if (host !== named.host) return undefined;
  const prefix = url.pathPrefix === '' ? '' : `${url.pathPrefix.slice(1)}/`;
  if (!named.repository.startsWith(prefix)) return undefined;
  const target = referenceOf(named);
  return {
    ...target,
    repository: target.repository.slice(prefix.length),
    registryId: registry.id,
  };
}

function referenceOf(named: Reference): Pick<ScanTarget, 'repository' | 'reference'> {
  return { repository: named.repository, reference: named.digest ?? named.tag ?? 'latest' };
}
