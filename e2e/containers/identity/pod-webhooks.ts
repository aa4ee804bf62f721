// What the admission webhooks of the clouds add to a pod for its service account: environment, and a projected token.
// IRSA and EKS Pod Identity: github.com/aws/amazon-eks-pod-identity-webhook; AKS: azure.github.io/azure-workload-identity.
import type { Manifest } from '../../charts/helm.ts';

export interface PodIdentity {
  readonly environment: Readonly<Record<string, string>>;
  /** Where the token is mounted, and for whom it is made. */
  readonly token?: { readonly path: string; readonly audience: string };
}

/** Where the guide installs the chart. */
export const namespace = 'harborguard';

export type PodWebhook = (pod: Manifest, serviceAccount: Manifest) => PodIdentity;

export const noWebhook: PodWebhook = () => ({ environment: {} });

export const irsaWebhook: PodWebhook = (_pod, { metadata }) => {
  const role = metadata.annotations?.['eks.amazonaws.com/role-arn'];
  if (role === undefined) return { environment: {} };
  const path = '/var/run/secrets/eks.amazonaws.com/serviceaccount/token';
  return {
    environment: {
      AWS_ROLE_ARN: role,
      AWS_WEB_IDENTITY_TOKEN_FILE: path,
      AWS_STS_REGIONAL_ENDPOINTS: 'regional',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_REGION: 'eu-west-1',
    },
    token: {
      path,
      audience: metadata.annotations?.['eks.amazonaws.com/audience'] ?? 'sts.amazonaws.com',
    },
  };
};

/** Pods of one service account have an association. */
export function podIdentityWebhook(association: {
  readonly namespace: string;
  readonly serviceAccount: string;
}): PodWebhook {
  return (_pod, { metadata }) => {
    const isOurs =
      metadata.name === association.serviceAccount && association.namespace === namespace;
    if (!isOurs) return { environment: {} };
    const path = '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token';
    return {
      environment: {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: path,
        AWS_STS_REGIONAL_ENDPOINTS: 'regional',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_REGION: 'eu-west-1',
      },
      token: { path, audience: 'pods.eks.amazonaws.com' },
    };
  };
}

export const azureWebhook: PodWebhook = (pod, { metadata }) => {
  if (pod.metadata.labels?.['azure.workload.identity/use'] !== 'true') return { environment: {} };
  const path = '/var/run/secrets/azure/tokens/azure-identity-token';
  return {
    environment: {
      AZURE_CLIENT_ID: metadata.annotations?.['azure.workload.identity/client-id'] ?? '',
      AZURE_TENANT_ID: '66666666-7777-8888-9999-000000000000',
      AZURE_FEDERATED_TOKEN_FILE: path,
      AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com/',
    },
    token: { path, audience: 'api://AzureADTokenExchange' },
  };
};
