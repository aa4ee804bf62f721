// The identity that Google gives this machine or pod: the file the registries file names, application default
// credentials (a key, a federation configuration, a login of gcloud) or the metadata server, by Google's own library.
import { dirname, resolve } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { AuthClient, JWTInput } from 'google-auth-library';
import type { CloudSend } from './cloud-send.ts';
import type { CredentialFinding, CredentialSource, CredentialTarget } from './credential-source.ts';
import { ExpiringCache, type Fetched, refusalMs } from './expiring-cache.ts';
import { createGoogleFetch } from './google-fetch.ts';
import { isGoogleRegistry } from './google-registry.ts';
import { readSecretFile } from './read-secret-file.ts';
import { registrySettings } from './registries-file.ts';

export interface GoogleIdentityOptions {
  readonly clock: Clock;
  readonly registriesFile?: string;
  /** To the token services; the metadata server is reached by Google's library itself, never through a proxy. */
  readonly send?: CloudSend;
  /** For tests: the double of a registry has no certificate. */
  readonly allowPlainHttp?: boolean;
}

/** Reading is decided by the rights of the identity; there is no narrower scope that Artifact Registry takes. */
const scopes = 'https://www.googleapis.com/auth/cloud-platform';
/** The user name under which a registry of Google takes an access token as a password. */
export const accessTokenUser = 'oauth2accesstoken';
/** When the library does not say when a token ends. */
const lifeMsDefault = 10 * 60_000;

export function createGoogleIdentitySource(options: GoogleIdentityOptions): CredentialSource {
  const cache = new ExpiringCache<CredentialFinding>(options.clock);
  return {
    name: 'google-identity',
    holder: 'sensor',
    appliesTo: (target) => isFor(target, options),
    async find(target, { signal }) {
      if (!isFor(target, options)) return { kind: 'absent', reason: 'not a registry of Google' };
      const file = await namedFile(target, options.registriesFile);
      return await cache.get(file ?? '', () => fetchToken(file, options), { signal });
    },
  };
}

/** The names of Google's own registries only, and never in clear: others must not collect these tokens. */
function isFor(target: CredentialTarget, options: GoogleIdentityOptions): boolean {
  if (target.provider !== 'GOOGLE_GAR') return false;
  const url = new URL(target.url);
  const guarded = url.protocol === 'https:' || options.allowPlainHttp === true;
  return guarded && isGoogleRegistry(url.host);
}

/** Relative to the registries file, as both are mounted together. */
async function namedFile(
  target: CredentialTarget,
  registriesFile: string | undefined,
): Promise<string | undefined> {
  if (registriesFile === undefined) return undefined;
  const entry = await registrySettings(registriesFile, target.url);
  const file = entry?.google?.credentialsFile;
  return file === undefined ? undefined : resolve(dirname(registriesFile), file);
}

async function fetchToken(
  file: string | undefined,
  options: GoogleIdentityOptions,
): Promise<Fetched<CredentialFinding>> {
  const { clock } = options;
  try {
    const client = await clientOf(file, options.send);
    if (client === undefined) {
      const reason = 'no application default credentials, and no metadata server answers';
      return { value: { kind: 'absent', reason }, expiresAtMs: clock.now() + refusalMs };
    }
    const { token } = await client.getAccessToken();
    if (!token) throw refused('an empty token');
    const expiresAtMs = client.credentials.expiry_date ?? clock.now() + lifeMsDefault;
    const credential = { kind: 'password', username: accessTokenUser, password: token } as const;
    return { value: { kind: 'found', credential }, expiresAtMs };
  } catch (error) {
    throw translated(error);
  }
}

async function clientOf(
  file: string | undefined,
  send: CloudSend | undefined,
): Promise<AuthClient | undefined> {
  const { GoogleAuth, gcpMetadata, gaxios } = await import('google-auth-library');
  // The library remembers for ever that no metadata server answered; a machine may just be starting.
  gcpMetadata.resetIsAvailableCache();
  // Its requests to the metadata server are the only ones over this instance; they take no proxy.
  gaxios.instance.defaults = { ...gaxios.instance.defaults, noProxy: [/./] };
  const credentials = file === undefined ? undefined : await readCredentials(file);
  const auth = new GoogleAuth({
    scopes,
    // Of no use here, and looking for it would start the gcloud program.
    projectId: 'unused',
    ...(credentials === undefined ? {} : { credentials }),
    ...(send === undefined
      ? {}
      : {
          clientOptions: { transporterOptions: { fetchImplementation: createGoogleFetch(send) } },
        }),
  });
  try {
    return withOneTransport(await auth.getClient());
  } catch (error) {
    if (credentials === undefined && isNothingThere(error)) return undefined;
    throw error;
  }
}

/** The library makes a transport of its own for the exchange of federation, and offers no option for it. */
function withOneTransport(client: AuthClient): AuthClient {
  const { stsCredential } = client as { stsCredential?: { transporter: unknown } };
  if (stsCredential !== undefined) stsCredential.transporter = client.transporter;
  return client;
}

/** A file that is named is followed as it stands, with the addresses in it: it is the operator's own. */
async function readCredentials(file: string): Promise<JWTInput> {
  const content = await readSecretFile(file);
  if (content === undefined) throw invalid(file, 'does not exist');
  try {
    return JSON.parse(content) as JWTInput;
  } catch {
    // The parser's message quotes the text around the error, which may be a key: it is not kept as a cause.
    throw invalid(file, 'is not valid JSON');
  }
}

function invalid(file: string, rule: string): HarborError {
  return new HarborError('CONFIGURATION_INVALID', { details: { file, rule } });
}

function isNothingThere(error: unknown): boolean {
  return error instanceof Error && /could not load the default credentials/i.test(error.message);
}

/** Not the message: token services quote what they were sent. */
function translated(error: unknown): HarborError {
  if (error instanceof HarborError) return error;
  const { cause } = error instanceof Error ? error : {};
  if (cause instanceof HarborError) return cause;
  const status = (error as { readonly status?: unknown }).status;
  const named = typeof status === 'number' ? `status ${status}` : undefined;
  return refused(named ?? (error instanceof Error ? error.name : 'unknown'));
}

function refused(reason: string): HarborError {
  return new HarborError('IDENTITY_REFUSED', { details: { source: 'google-identity', reason } });
}
