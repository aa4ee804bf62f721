// Which provider a host name belongs to. Hosts of one's own (Harbor, Nexus …) have no telling name: they are CUSTOM
// here, and asking the registry itself is another step.
import type { Provider } from '../protocol/registry-target.ts';

const ecrSuffixes = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'on.aws',
  'on.amazonwebservices.com.cn',
  'on.amazonwebservices.eu',
  'c2s.ic.gov',
  'on.aws.ic.gov',
  'sc2s.sgov.gov',
  'on.aws.scloud',
  'csp.hci.ic.gov',
  'on.aws.hci.ic.gov',
  'cloud.adc-e.uk',
  'scloud.adc-e.uk',
  'on.cloud-aws.adc-e.uk',
].map((suffix) => suffix.replaceAll('.', '\\.'));

const ecrPrivate = new RegExp(
  `^[0-9]{12}\\.dkr[.-]ecr(?:-fips)?\\.[a-z0-9-]+\\.(?:${ecrSuffixes.join('|')})$`,
);

const patterns: readonly (readonly [Provider, RegExp])[] = [
  ['DOCKER_HUB', /^(?:registry-1\.|index\.)?docker\.io$/],
  ['AWS_ECR', ecrPrivate],
  ['AWS_ECR', /^(?:public\.ecr\.aws|ecr-public\.aws\.com)$/],
  ['GOOGLE_GAR', /^[a-z0-9-]+-docker\.pkg\.dev$/],
  ['GOOGLE_GAR', /^(?:[a-z]+\.)?gcr\.io$/],
  [
    'AZURE_ACR',
    /^[a-z0-9-]+(?:\.[a-z0-9-]+\.geo)?\.azurecr\.(?:io|us|cn|de|eaglex\.ic\.gov|microsoft\.scloud)$/,
  ],
  ['GHCR', /^ghcr\.io$/],
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
  return patterns.find(([, pattern]) => pattern.test(name))?.[0] ?? 'CUSTOM';
}
