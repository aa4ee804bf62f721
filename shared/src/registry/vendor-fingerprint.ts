// Which product stands behind an address with no telling name, by what it says of itself to a stranger: first the answer
// to `/v2/`, then a few known paths in order. A credential must never go along with any of these questions.
import { bareMediaType } from '../oci/media-types.ts';
import { parseJsonObject } from '../oci/parse-json.ts';
import type { Provider } from '../protocol/registry-target.ts';
import { detectProvider } from './detect-provider.ts';
import { type Challenge, parseChallenges } from './parse-challenges.ts';
import { headerLine, headerLines, type RegistryResponse } from './registry-exchange.ts';

export interface FingerprintProbe {
  readonly provider: Provider;
  /** From the root of the host. */
  readonly path: string;
  accepts(response: RegistryResponse): boolean;
}

/** Enough for every answer that is looked at; a longer one is some other page. */
export const fingerprintBodyBytesMax = 64 * 1024;

type Answer = Pick<RegistryResponse, 'headers' | 'url'>;

interface PingRow {
  readonly provider: Provider;
  accepts(answer: Answer, challenges: readonly Challenge[]): boolean;
}

const pingRows: readonly PingRow[] = [
  {
    provider: 'JFROG',
    accepts: (answer) =>
      ['x-jfrog-version', 'x-artifactory-id', 'x-artifactory-node-id'].some((name) =>
        Boolean(headerLine(answer.headers, name)),
      ) || server(answer).startsWith('artifactory/'),
  },
  { provider: 'NEXUS', accepts: (answer) => server(answer).startsWith('nexus/') },
  {
    provider: 'HARBOR',
    accepts: (_, challenges) =>
      hasRealm(challenges, { path: '/service/token', service: 'harbor-registry' }),
  },
  {
    provider: 'GITLAB',
    accepts: (_, challenges) =>
      hasRealm(challenges, { path: '/jwt/auth', service: 'container_registry' }),
  },
  {
    provider: 'GITEA',
    accepts: (_, challenges) =>
      hasRealm(challenges, { path: '/v2/token', service: 'container_registry' }),
  },
  {
    // Behind a name of the customer's own the challenge still says which registry it is.
    provider: 'AZURE_ACR',
    accepts: (_, challenges) =>
      challenges.some(({ parameters }) => isAzureService(parameters.get('service') ?? '')),
  },
  {
    provider: 'QUAY',
    accepts: (answer, challenges) =>
      hasRealm(challenges, { path: '/v2/auth', service: new URL(answer.url).host }),
  },
];

/** What the answer to `/v2/` alone tells; undefined when it is any registry's. */
export function fingerprintPing(answer: Answer): Provider | undefined {
  const challenges = parseChallenges(headerLines(answer.headers, 'www-authenticate'));
  return pingRows.find((row) => row.accepts(answer, challenges))?.provider;
}

/** To be asked one after the other until one accepts, when `/v2/` did not tell: proxies strip headers. */
export const fingerprintProbes: readonly FingerprintProbe[] = [
  {
    provider: 'HARBOR',
    path: '/api/v2.0/ping',
    accepts: (response) => isOk(response) && bodyText(response).trim() === 'Pong',
  },
  {
    provider: 'ZOT',
    path: '/v2/_oci/ext/discover',
    accepts: (response) => isOk(response) && extensionNames(response).includes('_zot'),
  },
  {
    provider: 'QUAY',
    // Small, where the discovery document that Quay serves too is longer than anything read here.
    path: '/health/instance',
    accepts: (response) =>
      isJson(response) && healthServices(response).includes('registry_gunicorn'),
  },
  {
    provider: 'JFROG',
    path: '/artifactory/api/system/ping',
    accepts: (response) => isOk(response) && bodyText(response).trim() === 'OK',
  },
  {
    provider: 'NEXUS',
    path: '/service/rest/v1/status',
    accepts: (response) => isOk(response) && server(response).startsWith('nexus/'),
  },
  {
    provider: 'GITEA',
    path: '/api/v1/version',
    accepts: (response) => isJson(response) && typeof jsonField(response, 'version') === 'string',
  },
];

function server(answer: Answer): string {
  return (headerLine(answer.headers, 'server') ?? '').toLowerCase();
}

function hasRealm(
  challenges: readonly Challenge[],
  { path, service }: { readonly path: string; readonly service: string },
): boolean {
  return challenges.some(({ scheme, parameters }) => {
    const realm = URL.parse(parameters.get('realm') ?? '');
    const named = realm?.pathname.endsWith(path) === true;
    return scheme === 'bearer' && named && parameters.get('service') === service;
  });
}

function isAzureService(service: string): boolean {
  return detectProvider(service) === 'AZURE_ACR';
}

function isOk({ status, body }: RegistryResponse): boolean {
  return status === 200 && body.byteLength <= fingerprintBodyBytesMax;
}

/** Web applications answer every path with a page. */
function isJson(response: RegistryResponse): boolean {
  const type = bareMediaType(headerLine(response.headers, 'content-type'));
  return isOk(response) && type === 'application/json';
}

function bodyText({ body }: RegistryResponse): string {
  return new TextDecoder().decode(body);
}

function jsonField(response: RegistryResponse, name: string): unknown {
  const json = parseJsonObject(response.body);
  return json.kind === 'object' ? json.value[name] : undefined;
}

function extensionNames(response: RegistryResponse): readonly string[] {
  const extensions = jsonField(response, 'extensions');
  if (!Array.isArray(extensions)) return [];
  return extensions.flatMap((extension: unknown) => {
    const named = typeof extension === 'object' && extension !== null && 'name' in extension;
    return named && typeof extension.name === 'string' ? [extension.name] : [];
  });
}

/** `{"data": {"services": {"registry_gunicorn": true, …}}, "status_code": 200}`. */
function healthServices(response: RegistryResponse): readonly string[] {
  const data = jsonField(response, 'data');
  const services =
    typeof data === 'object' && data !== null && 'services' in data ? data.services : undefined;
  return typeof services === 'object' && services !== null ? Object.keys(services) : [];
}
