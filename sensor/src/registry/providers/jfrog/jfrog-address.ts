// Where Artifactory's own API stands for a registry address, and which of its repositories the address names, if any. A
// repository may also be the first label of the host, which only the list of repositories can tell.
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';

export interface JfrogAddress {
  /** Ends with `/artifactory` most of the time, without a slash at the end. */
  readonly apiUrl: string;
  readonly repository?: string;
}

export function jfrogAddress({
  url,
  vendor = {},
}: Pick<LocalRegistryTarget, 'url' | 'vendor'>): JfrogAddress {
  const { origin, pathname } = new URL(url);
  const direct = /^(.*)\/api\/(?:docker|oci)\/([^/]+)$/.exec(pathname);
  const repository = vendor.repository ?? direct?.[2];
  const apiUrl = vendor.apiUrl ?? `${origin}${direct?.[1] ?? '/artifactory'}`;
  return {
    apiUrl: apiUrl.replace(/\/+$/, ''),
    ...(repository === undefined ? {} : { repository }),
  };
}
