// The trust a machine keeps for single registries, in the layouts of its container runtimes: a folder named after the
// host with `hosts.toml` (containerd) or `*.crt`, `*.cert` and `*.key` files (docker); `_default` where a host has none.
import { open, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import type { ClientCertificate } from '@harborguard/shared/protocol/registry-target.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import { type ClientFiles, type HostTrust, readHostsToml } from './hosts-toml.ts';

const fileBytesMax = 1024 * 1024;
const defaultFolder = '_default';

/** The target with what the folder says of its host. What the target has already stays before it. */
export async function withCertsFolder(
  target: LocalRegistryTarget,
  folder: string,
  log: Log,
): Promise<LocalRegistryTarget> {
  const found = await hostFolder(folder, new URL(target.url));
  if (found === undefined) return target;
  const trust = await readTrust(found, target.url);
  for (const note of trust.notes)
    log.info('certs folder entry not used', { folder: found.path, note });
  const skipVerify = trust.skipVerify && !found.isDefault;
  if (trust.skipVerify && found.isDefault) {
    // Switching checks off is for single registries, by name.
    log.warn('certs folder entry not used', { folder: found.path, note: 'skip_verify for all' });
  }
  const caPem = await joined(found.path, trust.caFiles);
  const [files] = trust.clientFiles;
  return {
    ...target,
    ...(caPem === '' ? {} : { caPem: [target.caPem ?? '', caPem].join('\n') }),
    ...(skipVerify && target.skipTlsVerify === undefined ? { skipTlsVerify: true } : {}),
    ...(files === undefined || target.clientCertificate !== undefined
      ? {}
      : { clientCertificate: await readClient(found.path, files) }),
  };
}

interface HostFolder {
  readonly path: string;
  readonly names: readonly string[];
  readonly isDefault: boolean;
}

async function hostFolder(folder: string, url: URL): Promise<HostFolder | undefined> {
  for (const name of [...folderNames(url), defaultFolder]) {
    const path = join(folder, name);
    const names = await namesIn(path);
    if (names !== undefined) return { path, names, isDefault: name === defaultFolder };
  }
  return undefined;
}

/** As the runtimes look: with the port, with the port between underscores, and Docker Hub under its short name. */
function folderNames(url: URL): readonly string[] {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const spelled = [`${url.hostname}:${port}`, `${url.hostname}_${port}_`];
  const names = url.port === '' ? [url.hostname, ...spelled] : spelled;
  return url.hostname === 'registry-1.docker.io' ? [...names, 'docker.io'] : names;
}

async function namesIn(path: string): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(path)).toSorted();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  }
}

async function readTrust({ path, names }: HostFolder, registryUrl: string): Promise<HostTrust> {
  if (!names.includes('hosts.toml')) return dockerTrust(path, names);
  const file = join(path, 'hosts.toml');
  const text = await readPem(file);
  try {
    return readHostsToml(text, registryUrl);
  } catch {
    // The parser quotes the text around the error, which may be a header with a secret: not kept as a cause.
    throw invalid(file, 'is not valid TOML');
  }
}

function dockerTrust(path: string, names: readonly string[]): HostTrust {
  const clientFiles = names
    .filter((name) => name.endsWith('.cert'))
    .map((cert): ClientFiles => ({ cert, key: cert.replace(/\.cert$/, '.key') }));
  const missing = clientFiles.find(({ key }) => key !== undefined && !names.includes(key));
  if (missing !== undefined) throw invalid(join(path, missing.cert), 'has no key beside it');
  const caFiles = names.filter((name) => name.endsWith('.crt'));
  return { caFiles, clientFiles, skipVerify: false, notes: [] };
}

async function readClient(folder: string, { cert, key }: ClientFiles): Promise<ClientCertificate> {
  const certPem = await readPem(resolve(folder, cert));
  return { certPem, keyPem: key === undefined ? certPem : await readPem(resolve(folder, key)) };
}

async function joined(folder: string, files: readonly string[]): Promise<string> {
  const pems: string[] = [];
  for (const file of files) pems.push(await readPem(resolve(folder, file)));
  return pems.join('\n');
}

async function readPem(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > fileBytesMax) throw new Error('the file is too large');
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  }
}

function invalid(file: string, rule: string): HarborError {
  return new HarborError('CONFIGURATION_INVALID', { details: { file, rule } });
}
