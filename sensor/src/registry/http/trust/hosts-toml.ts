// What containerd's `hosts.toml` says about the trust of one registry. Mirrors in it are not followed: credentials are
// for the registry that was connected, and a file of the machine's container runtime is not meant to change that.
// https://github.com/containerd/containerd/blob/main/docs/hosts.md
import { parse } from 'smol-toml';

export interface HostTrust {
  /** Paths as written. */
  readonly caFiles: readonly string[];
  readonly clientFiles: readonly ClientFiles[];
  readonly skipVerify: boolean;
  /** For the operator: what was read and is not used, with the reason. */
  readonly notes: readonly string[];
}

export interface ClientFiles {
  readonly cert: string;
  /** Absent: the certificate's file holds the key too. */
  readonly key?: string;
}

type Table = Readonly<Record<string, unknown>>;

/** `registryUrl` decides which of the tables are about this registry. Throws what the parser throws. */
export function readHostsToml(text: string, registryUrl: string): HostTrust {
  const root: Table = parse(text);
  const notes: string[] = [];
  const tables: Table[] = [];
  const registry = new URL(registryUrl);
  if (isAbout(root['server'], registry)) tables.push(root);
  else notes.push('its server is another host or plain http, and is not used');
  for (const [name, value] of Object.entries(tableOf(root['host']))) {
    const table = tableOf(value);
    if (!isAbout(name, registry)) notes.push(`the mirror ${hostOf(name)} is not used`);
    else if (canPull(table['capabilities'])) tables.push(table);
  }
  return { ...merged(tables), notes };
}

function merged(tables: readonly Table[]): Omit<HostTrust, 'notes'> {
  return {
    caFiles: tables.flatMap((table) => texts(table['ca'])),
    clientFiles: tables.flatMap((table) => clientFiles(table['client'])),
    skipVerify: tables.some((table) => table['skip_verify'] === true),
  };
}

/** Absent means the registry itself. An http:// entry is no reason to leave https, so it is about another place. */
function isAbout(server: unknown, registry: URL): boolean {
  if (server === undefined) return true;
  if (typeof server !== 'string') return false;
  const named = URL.parse(/^[a-z]+:\/\//i.test(server) ? server : `https://${server}`);
  if (named === null) return false;
  const bothHub = hubHosts.includes(named.host) && hubHosts.includes(registry.host);
  return named.protocol === registry.protocol && (named.host === registry.host || bothHub);
}

const hubHosts: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** Absent: all of them. */
function canPull(capabilities: unknown): boolean {
  const named = texts(capabilities);
  return capabilities === undefined || named.includes('pull') || named.includes('resolve');
}

/** One file, several, or pairs of certificate and key. */
function clientFiles(client: unknown): readonly ClientFiles[] {
  if (typeof client === 'string') return [{ cert: client }];
  if (!Array.isArray(client)) return [];
  return client.flatMap((entry: unknown): readonly ClientFiles[] => {
    const [cert, key] = texts(entry);
    if (cert === undefined) return [];
    return [key === undefined || key === '' ? { cert } : { cert, key }];
  });
}

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Without a user and password, should somebody have written them there. */
function hostOf(name: string): string {
  return URL.parse(name)?.host ?? 'without an address';
}
