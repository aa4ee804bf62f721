import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectProvider } from './detect-provider.ts';

for (const [host, want] of [
  ['registry-1.docker.io', 'DOCKER_HUB'],
  ['docker.io', 'DOCKER_HUB'],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'AWS_ECR'],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'AWS_ECR'],
  ['123456789012.dkr-ecr.us-west-2.on.aws', 'AWS_ECR'],
  ['123456789012.dkr-ecr-fips.us-gov-east-1.on.aws', 'AWS_ECR'],
  ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'AWS_ECR'],
  ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'AWS_ECR'],
  ['public.ecr.aws', 'AWS_ECR'],
  ['ecr-public.aws.com', 'AWS_ECR'],
  ['europe-west1-docker.pkg.dev', 'GOOGLE_GAR'],
  ['gcr.io', 'GOOGLE_GAR'],
  ['eu.gcr.io', 'GOOGLE_GAR'],
  ['team.azurecr.io', 'AZURE_ACR'],
  ['team.westeurope.geo.azurecr.io', 'AZURE_ACR'],
  ['team.azurecr.us', 'AZURE_ACR'],
  ['ghcr.io', 'GHCR'],
  ['containers.acme.ghe.com', 'GHCR'],
  ['registry.gitlab.com', 'GITLAB'],
  ['GitLab.com:443', 'GITLAB'],
  ['acme.jfrog.io', 'JFROG'],
  ['quay.io', 'QUAY'],
  ['registry.example.com', 'CUSTOM'],
  ['localhost:5000', 'CUSTOM'],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com.fake.example.com', 'CUSTOM'],
  ['12345.dkr.ecr.eu-west-1.amazonaws.com', 'CUSTOM'],
  ['evil-ghcr.io', 'CUSTOM'],
  ['containers.acme.ghe.com.evil.example', 'CUSTOM'],
  ['quay.io.evil.example', 'CUSTOM'],
  ['notazurecr.io', 'CUSTOM'],
] as const) {
  test(`${host} is ${want}`, () => assert.equal(detectProvider(host), want));
}
