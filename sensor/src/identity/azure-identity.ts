// The identity that Azure gives this machine, pod or service principal: an access token of Entra, fetched by Microsoft's
// own library. What a registry gives for it is not decided here.
import { dirname, resolve } from 'node:path';
import type { TokenCredential as EntraCredential } from '@azure/identity';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { azureCloud, isAzureRegistry } from './azure-cloud.ts';
import { type AzureLogin, createEntraCredentials, type EntraCandidate } from './azure-login.ts';
import type { CloudSend } from './cloud-send.ts';
import type { CredentialFinding, CredentialSource, CredentialTarget } from './credential-source.ts';
import { ExpiringCache, type Fetched, refusalMs } from './expiring-cache.ts';
import { readSecretFile } from './read-secret-file.ts';
import { type RegistriesFileEntry, registrySettings } from './registries-file.ts';

/** The user name under which Azure's registries take tokens in place of passwords. */
export const entraUsername = '00000000-0000-0000-0000-000000000000';

export interface AzureIdentityOptions {
  readonly clock: Clock;
  readonly registriesFile?: string;
  /** To Entra; metadata services are never reached this way. */
  readonly send?: CloudSend;
  /** For tests: the double of a registry has no certificate. */
  readonly allowPlainHttp?: boolean;
}

/** Somebody may wait before a screen for what comes after this. */
const deadlineMs = 15_000;

export function createAzureIdentitySource(options: AzureIdentityOptions): CredentialSource {
  const cache = new ExpiringCache<CredentialFinding>(options.clock);
  return {
    name: 'azure-identity',
    holder: 'sensor',
    appliesTo: ({ provider }) => provider === 'AZURE_ACR',
    async find(target, { signal }) {
      const settings = await settingsOf(target, options);
      const refused = notGuarded(target, settings, options);
      if (refused !== undefined) return { kind: 'absent', reason: refused };
      const login = await loginOf(target, settings, options);
      const fetch = () => fetchToken(login, settings !== undefined, options);
      return await cache.get(JSON.stringify(login), fetch, { signal });
    },
  };
}

async function settingsOf({ url }: CredentialTarget, { registriesFile }: AzureIdentityOptions) {
  return registriesFile === undefined
    ? undefined
    : (await registrySettings(registriesFile, url))?.azure;
}

/** A token of this identity opens more than one registry: it goes to Microsoft, or where the operator wrote it should. */
function notGuarded(
  { url }: CredentialTarget,
  settings: RegistriesFileEntry['azure'],
  { allowPlainHttp }: AzureIdentityOptions,
): string | undefined {
  const { protocol, host } = new URL(url);
  if (protocol !== 'https:' && allowPlainHttp !== true) return 'not over plain http';
  const known = isAzureRegistry(host) || settings !== undefined;
  return known ? undefined : 'the host is none of Azure, and the registries file names no identity';
}

async function loginOf(
  { url }: CredentialTarget,
  settings: RegistriesFileEntry['azure'],
  { registriesFile = '' }: AzureIdentityOptions,
): Promise<AzureLogin> {
  const cloud = azureCloud(new URL(url).hostname);
  const { clientSecretFile, federatedTokenFile, ...given } = settings ?? {};
  const beside = (file: string) => resolve(dirname(registriesFile), file);
  const secret =
    clientSecretFile === undefined
      ? {}
      : { clientSecret: await secretOf(beside(clientSecretFile)) };
  const federated =
    federatedTokenFile === undefined ? {} : { tokenFile: beside(federatedTokenFile) };
  return { ...cloud, ...given, ...secret, ...federated };
}

async function secretOf(file: string): Promise<string> {
  const content = (await readSecretFile(file))?.replace(/\r?\n$/, '');
  if (content) return content;
  const rule = content === undefined ? 'is not there' : 'is empty';
  throw new HarborError('CONFIGURATION_INVALID', { details: { file, rule } });
}

async function fetchToken(
  login: AzureLogin,
  isWanted: boolean,
  { clock, send }: AzureIdentityOptions,
): Promise<Fetched<CredentialFinding>> {
  const reasons: string[] = [];
  const way = send === undefined ? undefined : new NotedSend(send);
  for (const candidate of await createEntraCredentials(login, way?.send)) {
    const outcome = await withDeadline(clock, (signal) => ask(candidate, login, signal));
    if (outcome.kind === 'token') return found(outcome.token, outcome.expiresAtMs);
    // Nobody refused anything: Entra could not be reached, and may be the next time.
    if (way?.failure !== undefined) throw way.failure;
    reasons.push(`${candidate.name}: ${outcome.reason}`);
    // It is there and was refused: the next one would hide that.
    if (outcome.kind === 'refused') throw refusal(reasons);
  }
  if (isWanted) throw refusal(reasons);
  const finding = { kind: 'absent', reason: reasons.join(', ') } as const;
  return { value: finding, expiresAtMs: clock.now() + refusalMs };
}

/** The library makes an error of its own out of every failure; what really happened is kept here. */
class NotedSend {
  failure: HarborError | undefined;
  readonly send: CloudSend;

  constructor(send: CloudSend) {
    this.send = async (request, options) => {
      try {
        return await send(request, options);
      } catch (error) {
        if (error instanceof HarborError) this.failure = error;
        throw error;
      }
    };
  }
}

function found(token: string, expiresAtMs: number): Fetched<CredentialFinding> {
  const credential = { kind: 'password', username: entraUsername, password: token } as const;
  return { value: { kind: 'found', credential }, expiresAtMs };
}

function refusal(reasons: readonly string[]): HarborError {
  return new HarborError('IDENTITY_REFUSED', {
    details: { source: 'azure-identity', reason: reasons.join(', ') },
  });
}

type Asked =
  | { readonly kind: 'token'; readonly token: string; readonly expiresAtMs: number }
  | { readonly kind: 'absent' | 'refused'; readonly reason: string };

async function ask(
  { create }: EntraCandidate,
  { audience }: AzureLogin,
  abortSignal: AbortSignal,
): Promise<Asked> {
  try {
    const credential: EntraCredential = create();
    const token = await credential.getToken(`${audience}/.default`, { abortSignal });
    if (token === null) return { kind: 'absent', reason: 'no token' };
    return { kind: 'token', token: token.token, expiresAtMs: token.expiresOnTimestamp };
  } catch (error) {
    const kind = nameOf(error) === 'CredentialUnavailableError' ? 'absent' : 'refused';
    return { kind, reason: reasonOf(error) };
  }
}

/** The library retries by its own clock, for longer than anybody waits; what it finds later is of no use. */
function withDeadline(clock: Clock, work: (signal: AbortSignal) => Promise<Asked>): Promise<Asked> {
  const deadline = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(deadlineMs, () => {
      deadline.abort();
      resolve({ kind: 'absent', reason: 'no answer in time' });
    });
    work(deadline.signal)
      .then(resolve, reject)
      .finally(() => timer.cancel());
  });
}

/** Messages of the library quote identifiers and answers; only its code for the trouble is told. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const code = /\bAADSTS[0-9]{4,9}\b/.exec(message)?.[0] ?? codeOf(error);
  return code ?? (nameOf(error) === 'CredentialUnavailableError' ? 'not here' : 'refused');
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'errorCode' in cause ? String(cause.errorCode) : '';
  return /^[a-z0-9_]{1,64}$/.test(code) ? code : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
