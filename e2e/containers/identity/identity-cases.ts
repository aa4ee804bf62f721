// The sections of docs/identity.md as cases: which cloud each needs around it, and what can be wrong in it.
import type { Values } from '../../charts/helm.ts';
import type { CloudState, DoublesConfig } from './cloud-doubles.ts';
import { type GuideSection, guideSection, optionOf } from './guide.ts';
import {
  azureWebhook,
  irsaWebhook,
  namespace,
  noWebhook,
  type PodWebhook,
  podIdentityWebhook,
} from './pod-webhooks.ts';

export interface TokenFault {
  readonly subject?: string;
  readonly audience?: string;
  readonly expired?: boolean;
}

export interface Failure {
  readonly name: string;
  /** Words that `doctor` says: a row of the section's table. */
  readonly says: readonly string[];
  readonly state?: Partial<CloudState>;
  readonly token?: TokenFault;
  /** In place of those of the guide. */
  readonly values?: Values;
}

export interface IdentityCase {
  readonly section: string;
  readonly cloud: DoublesConfig['cloud'];
  readonly url: string;
  readonly source: string;
  readonly failures: readonly Failure[];
}

export interface PodCase extends IdentityCase {
  readonly webhook: (guide: GuideSection) => PodWebhook;
  /** What the guide agrees on with the cloud. */
  readonly trust?: (guide: GuideSection) => { readonly subject: string; readonly audience: string };
}

const ecr = 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const gar = 'https://europe-west1-docker.pkg.dev/acme/apps';
const acr = 'https://team.azurecr.io';
const nobody = 'none given by the pod, container or machine';
const other = { subject: `system:serviceaccount:${namespace}:other` };

const noRights: Failure = {
  name: 'a role without rights',
  says: ['REGISTRY_FORBIDDEN', 'GetAuthorizationToken'],
  state: { granted: false },
};
const noAzureRole: Failure = {
  name: 'no role on the registry',
  says: ['REGISTRY_AUTHENTICATION_FAILED', 'step exchange'],
  state: { granted: false },
};

export const podCases: readonly PodCase[] = [
  {
    ...{ section: 'EKS: IRSA', cloud: 'aws', url: ecr, source: 'aws-identity' },
    webhook: () => irsaWebhook,
    trust: ({ json }) => trustOfPolicy(json),
    failures: [
      {
        name: 'a token of another service account',
        says: ['IDENTITY_REFUSED', 'AccessDenied'],
        token: other,
      },
      {
        name: 'a token for another audience',
        says: ['IDENTITY_REFUSED', 'InvalidIdentityToken'],
        token: { audience: 'https://kubernetes.default.svc' },
      },
      {
        name: 'an expired token',
        says: ['IDENTITY_REFUSED', 'ExpiredTokenException'],
        token: { expired: true },
      },
      {
        name: 'no annotation',
        says: ['REGISTRY_UNAUTHENTICATED'],
        state: { bound: false },
        values: { serviceAccount: { name: 'harborguard-sensor' } },
      },
      noRights,
    ],
  },
  {
    ...{ section: 'EKS: Pod Identity', cloud: 'aws', url: ecr, source: 'aws-identity' },
    webhook: (guide) => podIdentityWebhook(associationOf(guide)),
    trust: (guide) => ({
      subject: `system:serviceaccount:${associationOf(guide).namespace}:${associationOf(guide).serviceAccount}`,
      audience: 'pods.eks.amazonaws.com',
    }),
    failures: [
      {
        name: 'no association',
        says: ['REGISTRY_UNAUTHENTICATED', nobody],
        state: { bound: false },
        values: { serviceAccount: { name: 'other' } },
      },
      {
        name: 'an association that is gone',
        says: ['REGISTRY_UNAUTHENTICATED', nobody],
        state: { bound: false },
      },
      {
        name: 'an expired token',
        says: ['REGISTRY_UNAUTHENTICATED', nobody],
        token: { expired: true },
      },
      {
        name: 'a token for another audience',
        says: ['REGISTRY_UNAUTHENTICATED', nobody],
        token: { audience: 'sts.amazonaws.com' },
      },
      noRights,
    ],
  },
  {
    ...{ section: 'GKE', cloud: 'google', url: gar, source: 'google-identity' },
    webhook: () => noWebhook,
    failures: [
      {
        name: 'a pod without an identity',
        says: ['IDENTITY_REFUSED', 'status 404'],
        state: { bound: false },
      },
      {
        name: 'a token that the registry does not take',
        says: ['REGISTRY_AUTHENTICATION_FAILED'],
        state: { granted: false },
      },
    ],
  },
  {
    ...{ section: 'AKS', cloud: 'azure', url: acr, source: 'azure-identity' },
    webhook: () => azureWebhook,
    trust: (guide) => {
      const credential = guide.command('az', 'identity', 'federated-credential', 'create');
      return {
        subject: optionOf(credential, '--subject'),
        audience: optionOf(credential, '--audiences'),
      };
    },
    failures: [
      {
        name: 'a token of another service account',
        says: ['IDENTITY_REFUSED', 'AADSTS700213'],
        token: other,
      },
      {
        name: 'a token for another audience',
        says: ['IDENTITY_REFUSED', 'AADSTS700212'],
        token: { audience: 'https://kubernetes.default.svc' },
      },
      {
        name: 'an expired token',
        says: ['IDENTITY_REFUSED', 'AADSTS700024'],
        token: { expired: true },
      },
      {
        name: 'no label',
        says: ['REGISTRY_UNAUTHENTICATED'],
        state: { bound: false },
        values: { podLabels: {} },
      },
      noAzureRole,
    ],
  },
  {
    ...{
      section: 'Any cluster: a projected token',
      cloud: 'aws',
      url: ecr,
      source: 'aws-identity',
    },
    webhook: () => noWebhook,
    trust: () => trustOfPolicy(guideSection('EKS: IRSA').json),
    failures: [
      {
        name: 'a token that is not mounted',
        says: ['IDENTITY_REFUSED', 'ENOENT'],
        values: { extraVolumeMounts: [] },
      },
      {
        name: 'a token for another audience',
        says: ['IDENTITY_REFUSED', 'InvalidIdentityToken'],
        token: { audience: 'https://kubernetes.default.svc' },
      },
      {
        name: 'a token of another service account',
        says: ['IDENTITY_REFUSED', 'AccessDenied'],
        token: other,
      },
    ],
  },
];

export const machineCases: readonly IdentityCase[] = [
  {
    ...{ section: 'EC2', cloud: 'aws', url: ecr, source: 'aws-identity' },
    failures: [
      {
        name: 'no instance profile',
        says: ['REGISTRY_UNAUTHENTICATED', nobody],
        state: { bound: false },
      },
      noRights,
    ],
  },
  {
    ...{ section: 'Compute Engine', cloud: 'google', url: gar, source: 'google-identity' },
    failures: [
      {
        name: 'no service account',
        says: ['IDENTITY_REFUSED', 'status 404'],
        state: { bound: false },
      },
      {
        name: 'a token that the registry does not take',
        says: ['REGISTRY_AUTHENTICATION_FAILED'],
        state: { granted: false },
      },
    ],
  },
  {
    ...{ section: 'Azure virtual machine', cloud: 'azure', url: acr, source: 'azure-identity' },
    failures: [
      {
        name: 'no identity',
        says: ['REGISTRY_UNAUTHENTICATED', 'managed identity'],
        state: { bound: false },
      },
      noAzureRole,
    ],
  },
];

function trustOfPolicy(policy: unknown) {
  const { Statement } = policy as {
    Statement: readonly { Condition: { StringEquals: Record<string, string> } }[];
  };
  const conditions = Object.entries(Statement[0]?.Condition.StringEquals ?? {});
  const claim = (name: string) =>
    conditions.find(([key]) => key.endsWith(`:${name}`))?.[1] ?? 'missing';
  return { subject: claim('sub'), audience: claim('aud') };
}

function associationOf(guide: GuideSection) {
  const command = guide.command('aws', 'eks', 'create-pod-identity-association');
  return {
    namespace: optionOf(command, '--namespace'),
    serviceAccount: optionOf(command, '--service-account'),
  };
}
