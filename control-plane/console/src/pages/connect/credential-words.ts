// What the two parts of a credential are called where a provider makes them, and which one is best.

export interface CredentialWords {
  readonly username: string;
  readonly password: string;
  readonly hint: string;
}

const usual: CredentialWords = {
  username: 'User name',
  password: 'Password or token',
  hint: 'Leave both empty for a registry that everybody may read. Read access is enough.',
};

const byProvider: Readonly<Record<string, CredentialWords>> = {
  DOCKER_HUB: {
    username: 'User name or organization',
    password: 'Access token',
    hint: 'An access token with read access; a password fails where two factors or single sign-on are on.',
  },
  AWS_ECR: {
    username: 'Access key id',
    password: 'Secret access key',
    hint: 'Of an IAM user that may read the registry. Both empty: the identity this server has in AWS, if it has one.',
  },
  GOOGLE_GAR: {
    username: 'User name',
    password: 'Service account key',
    hint: 'User name _json_key and the whole key file as password. Both empty: the identity this server has in Google Cloud.',
  },
  AZURE_ACR: {
    username: 'Client id or token name',
    password: 'Secret',
    hint: 'A service principal with AcrPull, or a token of the registry with content/read and metadata/read.',
  },
  GHCR: {
    username: 'GitHub user',
    password: 'Personal access token',
    hint: 'A classic token with read:packages.',
  },
  GITLAB: {
    username: 'User name or token name',
    password: 'Access token',
    hint: 'A group or project token with read_registry and read_api.',
  },
  HARBOR: {
    username: 'Robot account',
    password: 'Secret',
    hint: 'For example robot$shop+harborguard, with pull and list rights.',
  },
  JFROG: {
    username: 'User name',
    password: 'Identity token',
    hint: 'A token of a user who may read the repositories.',
  },
  QUAY: {
    username: 'Robot account',
    password: 'Robot token',
    hint: 'For example acme+harborguard; $oauthtoken with an OAuth token lists private repositories.',
  },
  NEXUS: {
    username: 'User name',
    password: 'Password or user token',
    hint: 'A user who may browse and read the Docker repositories.',
  },
};

export function credentialWords(provider: string): CredentialWords {
  return byProvider[provider] ?? usual;
}
