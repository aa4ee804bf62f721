// Which products may be taken for what their own answers say they are.
import type { Provider } from '../protocol/registry-target.ts';

/**
 * Products that people run on hosts of their own. A cloud's registry is told by its host alone: what a stranger's server
 * says of itself must never bring it the identity that a sensor has in that cloud.
 */
const selfHosted: ReadonlySet<Provider> = new Set<Provider>([
  'HARBOR',
  'GITLAB',
  'JFROG',
  'QUAY',
  'NEXUS',
  'ZOT',
  'GITEA',
]);

export function isSelfHosted(provider: Provider): boolean {
  return selfHosted.has(provider);
}
