// Credentials from a docker `config.json`: its `auths`, in all the spellings of a host that tools have written.
// Credential helpers (`credHelpers`, `credsStore`) are programs to run; they are not run here, only named.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { canonicalRegistryUrl } from '@harborguard/shared/registry/canonical-registry-url.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { type Static, Type } from 'typebox';
import { Errors } from 'typebox/value';
import type { CredentialFinding, CredentialSource } from './credential-source.ts';
import { readSecretFile } from './read-secret-file.ts';

const text = Type.Optional(Type.String({ maxLength: 65_536 }));
const AuthSchema = Type.Object({
  auth: text,
  username: text,
  password: text,
  identitytoken: text,
});
/** Other keys (proxies, plugins, colours) are Docker's business. */
const FileSchema = Type.Object({ auths: Type.Optional(Type.Record(Type.String(), AuthSchema)) });

export function createDockerConfigSource(path: string): CredentialSource {
  return {
    name: 'docker-config',
    holder: 'sensor',
    async find(target): Promise<CredentialFinding> {
      const content = await readSecretFile(path);
      if (content === undefined) return { kind: 'absent', reason: `${path} does not exist` };
      const auths = readAuths(path, content);
      const key = matchingKey(Object.keys(auths), target.url);
      const auth = key === undefined ? undefined : auths[key];
      if (key === undefined || auth === undefined) {
        return { kind: 'absent', reason: `no entry in ${path} for ${new URL(target.url).host}` };
      }
      const credential = credentialOf(path, key, auth);
      return credential === undefined
        ? { kind: 'absent', reason: `the entry in ${path} is empty (kept by a credential helper?)` }
        : { kind: 'found', credential };
    },
  };
}

function readAuths(
  path: string,
  content: string,
): Readonly<Record<string, Static<typeof AuthSchema>>> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    // The parser's message quotes the text around the error, which may be a secret: it is not kept as a cause.
    throw invalid(path, '/', 'is not valid JSON');
  }
  const [problem] = Errors(FileSchema, value);
  if (problem !== undefined) throw invalid(path, problem.instancePath || '/', problem.message);
  return (value as Static<typeof FileSchema>).auths ?? {};
}

/** The entry with the longest path that the target lies below wins: keys may name a part of a registry. */
function matchingKey(keys: readonly string[], targetUrl: string): string | undefined {
  const target = place(targetUrl);
  return keys
    .filter((key) => !desktopKey.test(key) && fitsScheme(key, targetUrl))
    .map((key) => ({ key, place: place(key) }))
    .filter(({ place: at }) => at !== undefined && target !== undefined && isBelow(target, at))
    .sort((a, b) => (b.place?.length ?? 0) - (a.place?.length ?? 0))[0]?.key;
}

/**
 * A login made for https is not given out over http, whatever the control plane asks. Docker writes plain registries
 * without a scheme but with their port, so such a key fits both.
 */
function fitsScheme(key: string, targetUrl: string): boolean {
  if (!targetUrl.startsWith('http:')) return !key.startsWith('http://');
  return key.startsWith('http://') || /^[^/]+:\d+(?:\/|$)/.test(key);
}

/** Docker Desktop keeps tokens of its own beside the entry for Docker Hub. */
const desktopKey = /\/(?:access|refresh)-token$/;

/** Host and path without the scheme, which these keys often lack; all of Docker Hub's names are one. */
function place(address: string): string | undefined {
  const canonical = canonicalRegistryUrl(address);
  if (canonical.kind === 'invalid') return undefined;
  return `${canonical.host}${canonical.pathPrefix}`;
}

function isBelow(target: string, at: string): boolean {
  return target === at || target.startsWith(`${at}/`);
}

function credentialOf(
  path: string,
  key: string,
  entry: Static<typeof AuthSchema>,
): TokenCredential | undefined {
  if (entry.identitytoken) return { kind: 'identity-token', token: entry.identitytoken };
  if (entry.username && entry.password) {
    return { kind: 'password', username: entry.username, password: entry.password };
  }
  if (!entry.auth) return undefined;
  const pair = Buffer.from(entry.auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = pair.indexOf(':');
  if (colon < 1) throw invalid(path, `/auths/${key}/auth`, 'is not base64 of user:password');
  return { kind: 'password', username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function invalid(file: string, field: string, rule: string): HarborError {
  return new HarborError('CONFIGURATION_INVALID', { details: { file, field, rule } });
}
