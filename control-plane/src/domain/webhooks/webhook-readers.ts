// The table of vendors: a new one is a file in formats/ and a row here.
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import { acrReader } from './formats/acr.ts';
import { distributionReader, gitlabReader } from './formats/distribution.ts';
import { dockerHubReader } from './formats/docker-hub.ts';
import { ecrReader } from './formats/ecr.ts';
import { gcrReader } from './formats/gcr.ts';
import { giteaReader } from './formats/gitea.ts';
import { githubReader } from './formats/github.ts';
import { harborReader } from './formats/harbor.ts';
import { jfrogReader } from './formats/jfrog.ts';
import { nexusReader } from './formats/nexus.ts';
import { quayReader } from './formats/quay.ts';
import { zotReader } from './formats/zot.ts';
import { type WebhookFormat, type WebhookReader, webhookFormats } from './webhook.ts';

export const webhookReaders: Readonly<Record<WebhookFormat, WebhookReader>> = {
  oci: distributionReader,
  harbor: harborReader,
  acr: acrReader,
  gitlab: gitlabReader,
  quay: quayReader,
  jfrog: jfrogReader,
  nexus: nexusReader,
  zot: zotReader,
  gitea: giteaReader,
  github: githubReader,
  dockerhub: dockerHubReader,
  ecr: ecrReader,
  gcr: gcrReader,
};

/** The format a connection of this provider is offered first. */
export const formatOfProvider: Readonly<Record<Provider, WebhookFormat>> = {
  DOCKER_HUB: 'dockerhub',
  AWS_ECR: 'ecr',
  GOOGLE_GAR: 'gcr',
  AZURE_ACR: 'acr',
  GHCR: 'github',
  GITLAB: 'gitlab',
  HARBOR: 'harbor',
  JFROG: 'jfrog',
  QUAY: 'quay',
  NEXUS: 'nexus',
  ZOT: 'zot',
  GITEA: 'gitea',
  CUSTOM: 'oci',
};

export function webhookReader(format: string): WebhookReader | undefined {
  const known = webhookFormats.find((name) => name === format);
  return known && webhookReaders[known];
}
