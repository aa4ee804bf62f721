// Which of Microsoft's clouds a registry lives in, and whom that cloud asks for identities. Facts only.
import { detectProvider } from '@harborguard/shared/registry/detect-provider.ts';

export interface AzureCloud {
  /** Absent: the one of the environment, or that of the public cloud. */
  readonly authorityHost?: string;
  /** What a token is asked for. */
  readonly audience: string;
}

/** Registries that no longer take tokens for the resource manager still take this one. */
const registryAudience = 'https://containerregistry.azure.net';

const publicCloud: AzureCloud = { audience: registryAudience };

/** The sovereign clouds document no audience of the registry's own, so the resource manager's is asked for. */
const sovereignClouds: readonly (readonly [string, AzureCloud])[] = [
  [
    '.azurecr.us',
    {
      authorityHost: 'https://login.microsoftonline.us',
      audience: 'https://management.usgovcloudapi.net',
    },
  ],
  [
    '.azurecr.cn',
    {
      authorityHost: 'https://login.chinacloudapi.cn',
      audience: 'https://management.chinacloudapi.cn',
    },
  ],
  [
    '.azurecr.de',
    {
      authorityHost: 'https://login.microsoftonline.de',
      audience: 'https://management.microsoftazure.de',
    },
  ],
];

export function azureCloud(host: string): AzureCloud {
  return sovereignClouds.find(([suffix]) => host.endsWith(suffix))?.[1] ?? publicCloud;
}

/** The names of Microsoft's own registries: whoever answers there is Microsoft. */
export function isAzureRegistry(host: string): boolean {
  return detectProvider(host) === 'AZURE_ACR';
}
