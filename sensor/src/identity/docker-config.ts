// Credentials from a docker `config.json`, in docker's order: the helper named for the host, the login that is written down,
// the store that keeps all others. The file is only read.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { canonicalRegistryUrl } from '@harborguard/shared/registry/canonical-registry-url.ts';
import { type Static, Type } from 'typebox';
import { Errors } from 'typebox/value';
import { type CredentialHelpers, isHelperName } from './credential-helper.ts';
import type { CredentialFinding, CredentialSource, CredentialTarget } from './credential-source.ts';
import { DockerLoginSchema, matchingKeys, readDockerLogin } from './docker-logins.ts';
import { readSecretFile } from './read-secret-file.ts';

const helper = Type.String({ maxLength: 256 });
/** Other keys (proxies, plugins, colours) are Docker's business. */
const FileSchema = Type.Object({
  auths: Type.Optional(Type.Record(Type.String(), DockerLoginSchema)),
  credHelpers: Type.Optional(Type.Record(Type.String(), helper)),
  credsStore: Type.Optional(helper),
});
type DockerConfig = Static<typeof FileSchema>;

interface Search {
  readonly path: string;
  readonly config: DockerConfig;
  readonly target: CredentialTarget;
  readonly helpers: CredentialHelpers | undefined;
  readonly signal: AbortSignal;
}

/** Without `helpers` the programs that the file names are not run. */
export function createDockerConfigSource(
  path: string,
  helpers?: CredentialHelpers,
): CredentialSource {
  return {
    name: 'docker-config',
    holder: 'sensor',
    async find(target, { signal }): Promise<CredentialFinding> {
      const content = await readSecretFile(path);
      if (content === undefined) return absent(`${path} does not exist`);
      const search = { path, config: parse(path, content), target, helpers, signal };
      return (await fromHelperOfHost(search)) ?? fromLogins(search) ?? (await fromStore(search));
    },
  };
}

/** What is named for this very host and does not work is a mistake somebody should hear of. */
async function fromHelperOfHost(search: Search): Promise<CredentialFinding | undefined> {
  const named = search.config.credHelpers ?? {};
  const [match] = matchingKeys(Object.keys(named), search.target.url);
  const name = match === undefined ? undefined : named[match.key];
  if (match === undefined || name === undefined || name === '') return undefined;
  const finding = await askHelper(search, { field: `/credHelpers/${match.key}`, name }, match.key);
  if (finding !== 'not-installed') return finding;
  throw new HarborError('CREDENTIAL_HELPER_FAILED', {
    details: { helper: name, reason: 'is not on the PATH', file: search.path },
  });
}

function fromLogins({ path, config, target }: Search): CredentialFinding | undefined {
  const { key, login } = loginFor(config, target.url) ?? {};
  if (key === undefined || login === undefined) return undefined;
  const reading = readDockerLogin(login);
  if (reading.kind === 'invalid') {
    throw invalid(path, `/auths/${key}/${reading.field}`, reading.rule);
  }
  return reading.kind === 'empty' ? undefined : { kind: 'found', credential: reading.credential };
}

/** A store that is not installed here is the rule where the file comes from somebody's desktop. */
async function fromStore(search: Search): Promise<CredentialFinding> {
  const { path, config, target } = search;
  const { host } = new URL(target.url);
  const key = loginFor(config, target.url)?.key;
  const name = config.credsStore ?? '';
  if (name === '') {
    return absent(key === undefined ? `no entry in ${path} for ${host}` : `the entry is empty`);
  }
  // Nothing written down says that what the store holds was made for http.
  if (key === undefined && target.url.startsWith('http:')) {
    return absent(`no entry in ${path} for http://${host}`);
  }
  const finding = await askHelper(search, { field: '/credsStore', name }, key ?? serverName(host));
  return finding === 'not-installed'
    ? absent(`docker-credential-${name}, named in ${path}, is not on the PATH`)
    : finding;
}

async function askHelper(
  { path, helpers, signal }: Search,
  { field, name }: { readonly field: string; readonly name: string },
  server: string,
): Promise<CredentialFinding | 'not-installed'> {
  if (!isHelperName(name)) {
    throw invalid(path, field, 'may hold small letters, digits, dots, dashes and underscores only');
  }
  const program = `docker-credential-${name}`;
  if (helpers === undefined) return absent(`${program}, named in ${path}, is not run here`);
  const answer = await helpers.get({ helper: name, server }, { signal });
  if (answer.kind === 'not-installed') return 'not-installed';
  return answer.kind === 'none' ? absent(`${program} holds none for ${server}`) : answer;
}

function loginFor(
  { auths = {} }: DockerConfig,
  targetUrl: string,
): { readonly key: string; readonly login: Static<typeof DockerLoginSchema> } | undefined {
  const [match] = matchingKeys(Object.keys(auths), targetUrl);
  const login = match === undefined ? undefined : auths[match.key];
  return match === undefined || login === undefined ? undefined : { key: match.key, login };
}

/** Docker asks for Docker Hub by the address of its old index, and for all others by their host. */
function serverName(host: string): string {
  const canonical = canonicalRegistryUrl(host);
  const isHub = canonical.kind === 'registry-url' && canonical.host === 'registry-1.docker.io';
  return isHub ? 'https://index.docker.io/v1/' : host;
}

function parse(path: string, content: string): DockerConfig {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    // The parser's message quotes the text around the error, which may be a secret: it is not kept as a cause.
    throw invalid(path, '/', 'is not valid JSON');
  }
  const [problem] = Errors(FileSchema, value);
  if (problem !== undefined) throw invalid(path, problem.instancePath || '/', problem.message);
  return value as DockerConfig;
}

function absent(reason: string): CredentialFinding {
  return { kind: 'absent', reason };
}

function invalid(file: string, field: string, rule: string): HarborError {
  return new HarborError('CONFIGURATION_INVALID', { details: { file, field, rule } });
}
