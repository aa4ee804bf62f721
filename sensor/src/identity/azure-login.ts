// Which credentials of Microsoft's identity library fit what is known of a login, in the order they are tried. The library
// is large, so it is loaded when the first registry of Azure needs it.
import type { TokenCredential } from '@azure/identity';
import { createAzureHttpClient } from './azure-http-client.ts';
import type { CloudSend } from './cloud-send.ts';

export interface AzureLogin {
  readonly authorityHost?: string;
  readonly audience: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly tokenFile?: string;
}

export interface EntraCandidate {
  readonly name: string;
  /** Throws where the environment lacks what it needs. */
  readonly create: () => TokenCredential;
}

/** With the library's waits between them, what stays within the patience of whoever asks. */
const retryOptions = { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 2000 };

export async function createEntraCredentials(
  login: AzureLogin,
  send?: CloudSend,
): Promise<readonly EntraCandidate[]> {
  const [identity, pipeline] = await Promise.all([
    import('@azure/identity'),
    import('@azure/core-rest-pipeline'),
  ]);
  const { authorityHost, tenantId, clientId, clientSecret, tokenFile } = login;
  const options = {
    httpClient: createAzureHttpClient(pipeline, send),
    retryOptions,
    // The authority is one of Microsoft's, or the operator's word: nobody else need vouch for it.
    disableInstanceDiscovery: true,
    ...(authorityHost === undefined ? {} : { authorityHost }),
  };
  const named = {
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(clientId === undefined ? {} : { clientId }),
  };
  const servicePrincipal = (secret: string): EntraCandidate => ({
    name: 'service principal',
    create: () =>
      new identity.ClientSecretCredential(tenantId ?? '', clientId ?? '', secret, options),
  });
  const workload: EntraCandidate = {
    name: 'workload identity',
    create: () =>
      new identity.WorkloadIdentityCredential({
        ...options,
        ...named,
        ...(tokenFile === undefined ? {} : { tokenFilePath: tokenFile }),
      }),
  };
  // Asks first whether anybody is there, so that other machines do not wait for all the tries of a real question.
  const managedOptions = { ...options, sendProbeRequest: true };
  const managed: EntraCandidate = {
    name: 'managed identity',
    create: () =>
      clientId === undefined
        ? new identity.ManagedIdentityCredential(managedOptions)
        : new identity.ManagedIdentityCredential({ ...managedOptions, clientId }),
  };
  if (clientSecret !== undefined) return [servicePrincipal(clientSecret)];
  if (tokenFile !== undefined) return [workload];
  const environment: EntraCandidate = {
    name: 'environment',
    create: () => new identity.EnvironmentCredential(options),
  };
  return [environment, workload, managed];
}
