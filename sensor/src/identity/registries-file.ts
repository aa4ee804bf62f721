// The registries file: what the operator of the sensor says of single registries, in one mounted JSON file.
// `{"registries": [{"url", "username", "password" | "passwordFile", "sessionToken" | "sessionTokenFile", "caFile", "clientCertFile", "clientKeyFile",
// "skipTlsVerify", "allowPlainHttp"}]}`
import { dirname, resolve } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ClientCertificate } from '@harborguard/shared/protocol/registry-target.ts';
import { canonicalRegistryUrl } from '@harborguard/shared/registry/canonical-registry-url.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import { VendorSettingsSchema } from '@harborguard/shared/registry/vendor-settings.ts';
import { type Static, Type } from 'typebox';
import { Errors } from 'typebox/value';
import type { CredentialFinding, CredentialSource } from './credential-source.ts';
import { readSecretFile } from './read-secret-file.ts';

const entryCountMax = 10_000;
const text = Type.String({ minLength: 1, maxLength: 65_536 });

/** The role to take on with the identity of the machine, for a registry of another account. */
const AwsSettingsSchema = Type.Object(
  { roleArn: text, externalId: Type.Optional(text) },
  { additionalProperties: false },
);
/** A service account key or a federation configuration that lies beside the sensor. */
const GoogleSettingsSchema = Type.Object(
  { credentialsFile: text },
  { additionalProperties: false },
);
/** A service principal, a federated token, or which of the machine's identities to take; what is absent is found. */
const AzureSettingsSchema = Type.Object(
  {
    tenantId: Type.Optional(text),
    clientId: Type.Optional(text),
    clientSecretFile: Type.Optional(text),
    federatedTokenFile: Type.Optional(text),
    audience: Type.Optional(text),
  },
  { additionalProperties: false },
);
/** A GitHub App and its installation, in place of a token. */
const GithubSettingsSchema = Type.Object(
  { appId: text, installationId: text, privateKeyFile: text },
  { additionalProperties: false },
);
const EntrySchema = Type.Object(
  {
    url: text,
    username: Type.Optional(text),
    password: Type.Optional(text),
    passwordFile: Type.Optional(text),
    /** The third part of temporary AWS keys. */
    sessionToken: Type.Optional(text),
    sessionTokenFile: Type.Optional(text),
    caFile: Type.Optional(text),
    clientCertFile: Type.Optional(text),
    clientKeyFile: Type.Optional(text),
    skipTlsVerify: Type.Optional(Type.Boolean()),
    allowPlainHttp: Type.Optional(Type.Boolean()),
    vendor: Type.Optional(VendorSettingsSchema),
    aws: Type.Optional(AwsSettingsSchema),
    google: Type.Optional(GoogleSettingsSchema),
    azure: Type.Optional(AzureSettingsSchema),
    github: Type.Optional(GithubSettingsSchema),
  },
  { additionalProperties: false },
);
const FileSchema = Type.Object(
  { registries: Type.Array(EntrySchema, { maxItems: entryCountMax }) },
  { additionalProperties: false },
);

export type RegistriesFileEntry = Static<typeof EntrySchema>;

export function createRegistriesFileSource(path: string): CredentialSource {
  return {
    name: 'registries-file',
    holder: 'sensor',
    async find(target): Promise<CredentialFinding> {
      const found = await findEntry(path, target.url);
      if (found === undefined) return { kind: 'absent', reason: `no entry in ${path}` };
      const { entry, field } = found;
      const password = await secretOf(path, field, {
        name: 'password',
        value: entry.password,
        file: entry.passwordFile,
      });
      const sessionToken = await secretOf(path, field, {
        name: 'sessionToken',
        value: entry.sessionToken,
        file: entry.sessionTokenFile,
      });
      if (entry.aws !== undefined && entry.username !== undefined) {
        throw invalid(
          path,
          `${field}/aws`,
          'takes on a role by the identity of the machine; leave out the user name',
        );
      }
      for (const name of ['azure', 'github'] as const) {
        if (entry[name] === undefined || entry.username === undefined) continue;
        throw invalid(path, `${field}/${name}`, 'names another identity; leave out the user name');
      }
      if ([entry.username, password, sessionToken].every((part) => part === undefined)) {
        return { kind: 'absent', reason: `the entry in ${path} holds no credential` };
      }
      if (entry.username === undefined) throw invalid(path, `${field}/username`, 'is missing');
      if (password === undefined) throw invalid(path, `${field}/password`, 'is missing');
      return {
        kind: 'found',
        credential: {
          kind: 'password',
          username: entry.username,
          password,
          ...(sessionToken === undefined ? {} : { sessionToken }),
        },
      };
    },
  };
}

/**
 * The target with what the file adds to it: a CA and a client certificate that lie beside the sensor, and its own
 * opt-ins. They are the operator's word, so they hold whatever the control plane says.
 */
export async function withRegistriesFile(
  target: LocalRegistryTarget,
  path: string,
): Promise<LocalRegistryTarget> {
  const found = await findEntry(path, target.url);
  if (found === undefined) return target;
  const { entry, field } = found;
  const caPem = await besideFile(path, entry.caFile, `${field}/caFile`);
  const clientCertificate = await clientCertificateOf(path, entry, field);
  return {
    ...target,
    allowPlainHttp: target.allowPlainHttp || entry.allowPlainHttp === true,
    ...(entry.skipTlsVerify === undefined ? {} : { skipTlsVerify: entry.skipTlsVerify }),
    ...(caPem === undefined ? {} : { caPem: `${target.caPem ?? ''}\n${caPem}` }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(entry.vendor === undefined ? {} : { vendor: entry.vendor }),
  };
}

async function clientCertificateOf(
  path: string,
  entry: RegistriesFileEntry,
  field: string,
): Promise<ClientCertificate | undefined> {
  const certPem = await besideFile(path, entry.clientCertFile, `${field}/clientCertFile`);
  const keyPem = await besideFile(path, entry.clientKeyFile, `${field}/clientKeyFile`);
  if (certPem === undefined && keyPem === undefined) return undefined;
  if (certPem === undefined) throw invalid(path, `${field}/clientCertFile`, 'is missing');
  if (keyPem === undefined) throw invalid(path, `${field}/clientKeyFile`, 'is missing');
  return { certPem, keyPem };
}

/** Relative to the registries file, as both are mounted together. */
async function besideFile(
  path: string,
  file: string | undefined,
  field: string,
): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const content = await readSecretFile(resolve(dirname(path), file));
  if (content === undefined) throw invalid(path, field, 'is not there');
  return content;
}

/** What the file says of this registry besides a credential: for sources that take on another identity. */
export async function registrySettings(
  path: string,
  targetUrl: string,
): Promise<RegistriesFileEntry | undefined> {
  return (await findEntry(path, targetUrl))?.entry;
}

/** Fails unless the file is there and sound: for a check at start, before any registry needs it. */
export async function readRegistriesFile(path: string): Promise<readonly RegistriesFileEntry[]> {
  const content = await readSecretFile(path);
  if (content === undefined) throw invalid(path, '', 'does not exist');
  const value = parseJson(path, content);
  const [problem] = Errors(FileSchema, value);
  if (problem !== undefined) {
    throw invalid(path, problem.instancePath || '/', problem.message);
  }
  const { registries } = value as Static<typeof FileSchema>;
  for (const [index, { url }] of registries.entries()) {
    const canonical = canonicalRegistryUrl(url);
    if (canonical.kind === 'invalid')
      throw invalid(path, `/registries/${index}/url`, canonical.reason);
  }
  return registries;
}

async function findEntry(
  path: string,
  targetUrl: string,
): Promise<{ entry: RegistriesFileEntry; field: string } | undefined> {
  const entries = await readRegistriesFile(path);
  const index = entries.findIndex((entry) => isFor(entry, targetUrl));
  const entry = entries[index];
  return entry === undefined ? undefined : { entry, field: `/registries/${index}` };
}

/** A credential written down for https is not given out over http, whatever the control plane asks. */
function isFor(entry: RegistriesFileEntry, targetUrl: string): boolean {
  const named = canonicalRegistryUrl(entry.url);
  const target = canonicalRegistryUrl(targetUrl);
  if (named.kind === 'invalid' || target.kind === 'invalid') return false;
  const samePlace = named.host === target.host && named.pathPrefix === target.pathPrefix;
  return samePlace && (named.scheme === target.scheme || entry.allowPlainHttp === true);
}

interface WrittenSecret {
  readonly name: string;
  readonly value: string | undefined;
  readonly file: string | undefined;
}

async function secretOf(
  path: string,
  field: string,
  { name, value, file }: WrittenSecret,
): Promise<string | undefined> {
  if (file === undefined) return value;
  const fileField = `${field}/${name}File`;
  if (value !== undefined) {
    throw invalid(path, fileField, `stands beside a ${name}; give one of them`);
  }
  const content = await besideFile(path, file, fileField);
  const secret = content?.replace(/\r?\n$/, '');
  if (secret === '') throw invalid(path, fileField, 'is empty');
  return secret;
}

function parseJson(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // The parser's message quotes the text around the error, which may be a password: it is not kept as a cause.
    throw invalid(path, '/', 'is not valid JSON');
  }
}

function invalid(file: string, field: string, rule: string): HarborError {
  return new HarborError('CONFIGURATION_INVALID', { details: { file, field, rule } });
}
