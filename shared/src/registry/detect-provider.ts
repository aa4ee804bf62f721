// Which provider a host name belongs to. Hosts of one's own (Harbor, Nexus …) have no telling name: they are CUSTOM
// here, and asking the registry itself is another step.
import type { Provider } from '../protocol/registry-target.ts';
import { parseEcrHost } from './ecr-host.ts';

/** Servers of Gitea and Forgejo where anybody may have an account. */
export const publicGiteaHosts: readonly string[] = [
  'codeberg.org',
  'gitea.com',
  'code.forgejo.org',
];

const patterns: readonly (readonly [Provider, RegExp])[] = [
  ['DOCKER_HUB', /^(?:registry-1\.|index\.)?docker\.io$/],
  ['GOOGLE_GAR', /^[a-z0-9-]+-docker\.pkg\.dev$/],
  ['GOOGLE_GAR', /^(?:[a-z]+\.)?gcr\.io$/],
  [
    'AZURE_ACR',
    /^[a-z0-9-]+(?:\.[a-z0-9-]+\.geo)?\.azurecr\.(?:io|us|cn|de|eaglex\.ic\.gov|microsoft\.scloud)$/,
  ],
  ['GHCR', /^(?:ghcr\.io|containers\.[a-z0-9-]+\.ghe\.com)$/],
  ['GITLAB', /^(?:registry\.)?gitlab\.com$/],
  ['JFROG', /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.jfrog\.io$/],
  ['QUAY', /^quay\.io$/],
];

/** `host` may carry a port; a path or scheme may not. */
export function detectProvider(host: string): Provider {
  const name = host
    .toLowerCase()
    .replace(/:[0-9]+$/, '')
    .replace(/\.$/, '');
  if (parseEcrHost(name) !== undefined) return 'AWS_ECR';
  if (publicGiteaHosts.includes(name)) return 'GITEA';
  return patterns.find(([, pattern]) => pattern.test(name))?.[0] ?? 'CUSTOM';
}
