// Where Nexus' own API stands for a registry address, and which of its repositories the address leads to. A port that is
// a connector of one repository tells neither, so the registries file may.
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';

export interface NexusAddress {
  /** Without a slash at the end. */
  readonly apiUrl: string;
  /** Absent: the first part of an image's name may be a repository. */
  readonly repository?: string;
}

export function nexusAddress({
  url,
  vendor = {},
}: Pick<LocalRegistryTarget, 'url' | 'vendor'>): NexusAddress {
  const { origin, pathname } = new URL(url);
  // `/nexus/repository/docker-hosted`: the product may live below a path of its own.
  const direct = /^(.*)\/repository\/([^/]+)$/.exec(pathname);
  const repository = vendor.repository ?? direct?.[2];
  const apiUrl = vendor.apiUrl ?? `${origin}${direct?.[1] ?? ''}`;
  return {
    apiUrl: apiUrl.replace(/\/+$/, ''),
    ...(repository === undefined ? {} : { repository }),
  };
}
