// Which proxy, if any, a request goes through: HTTPS_PROXY, HTTP_PROXY and NO_PROXY as rules. No name is resolved here,
// so a block of addresses in NO_PROXY is held against addresses in URLs only.
import {
  blockContains,
  type CidrBlock,
  type IpAddress,
  parseCidrBlock,
  parseIpAddress,
} from './ip-address.ts';

export interface ProxySettings {
  /** For http:// and ws:// addresses; may hold a user and a password, so it is never shown. */
  readonly httpProxy?: URL | undefined;
  /** For https:// and wss:// addresses. */
  readonly httpsProxy?: URL | undefined;
  readonly noProxy: readonly NoProxyRule[];
}

export type NoProxyRule =
  | { readonly kind: 'everything' }
  | { readonly kind: 'block'; readonly block: CidrBlock; readonly port: number | undefined }
  | {
      readonly kind: 'name';
      readonly name: string;
      /** Written with a dot before it: the name itself is not meant. */
      readonly belowOnly: boolean;
      readonly port: number | undefined;
    };

export const noProxies: ProxySettings = { noProxy: [] };

/** This machine, and the link-local services that hand out a machine's own credentials: no proxy can reach them for us. */
const alwaysDirect: readonly CidrBlock[] = [
  '127.0.0.0/8',
  '169.254.0.0/16',
  '::1/128',
  'fe80::/10',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
].flatMap((text) => parseCidrBlock(text) ?? []);

export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  const proxy = secure ? settings.httpsProxy : settings.httpProxy;
  if (proxy === undefined) return undefined;
  const target = targetOf(url, secure);
  if (isAlwaysDirect(target) || settings.noProxy.some((rule) => matches(rule, target))) {
    return undefined;
  }
  return proxy;
}

/** `host:port` of a proxy, for logs and errors; its user and password stay out. */
export function proxyName(proxy: URL): string {
  return `${proxy.hostname}:${proxy.port || (proxy.protocol === 'https:' ? 443 : 80)}`;
}

/** A proxy as people write it, with or without a scheme; undefined when it is no http or https proxy. */
export function parseProxyAddress(text: string): URL | undefined {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) return undefined;
  return isDecodable(url.username) && isDecodable(url.password) ? url : undefined;
}

/** Entries apart by commas or blanks. What cannot be understood matches nothing, as with other programs. */
export function parseNoProxy(text: string): readonly NoProxyRule[] {
  return text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(parseRule);
}

function parseRule(entry: string): NoProxyRule {
  if (entry === '*') return { kind: 'everything' };
  const block = parseCidrBlock(entry);
  if (block !== undefined) return { kind: 'block', block: plainBlock(block), port: undefined };
  const { host, port } = splitPort(entry);
  const address = parseIpAddress(host);
  if (address !== undefined) {
    const base = plainAddress(address);
    return { kind: 'block', block: { base, prefix: base.version === 4 ? 32 : 128 }, port };
  }
  const belowOnly = host.startsWith('.') || host.startsWith('*.');
  const name = bareName(host.replace(/^\*?\./, ''));
  return { kind: 'name', name, belowOnly, port };
}

/** A colon is a port's only behind a name, an address of version 4 or a bracket. */
function splitPort(entry: string): { host: string; port: number | undefined } {
  const match = /^(\[[^\]]*\]|[^:]*):([0-9]{1,5})$/.exec(entry);
  if (match?.[1] === undefined) return { host: entry, port: undefined };
  return { host: match[1], port: Number(match[2]) };
}

interface Target {
  readonly name: string;
  readonly port: number;
  readonly address: IpAddress | undefined;
}

function targetOf(url: URL, secure: boolean): Target {
  const address = parseIpAddress(url.hostname);
  return {
    name: bareName(url.hostname),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    address: address === undefined ? undefined : plainAddress(address),
  };
}

function isAlwaysDirect({ name, address }: Target): boolean {
  if (address === undefined) return name === 'localhost' || name.endsWith('.localhost');
  return alwaysDirect.some((block) => blockContains(block, address));
}

function matches(rule: NoProxyRule, { name, port, address }: Target): boolean {
  if (rule.kind === 'everything') return true;
  if (rule.port !== undefined && rule.port !== port) return false;
  if (rule.kind === 'block') return address !== undefined && blockContains(rule.block, address);
  // An address is no name: `0.1` is not a domain that 10.0.0.1 lies below.
  if (address !== undefined || rule.name === '') return false;
  return name.endsWith(`.${rule.name}`) || (!rule.belowOnly && name === rule.name);
}

function bareName(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** `::ffff:10.0.0.1` is 10.0.0.1, whichever of the two was written where. */
function plainAddress(address: IpAddress): IpAddress {
  const mapped = address.version === 6 && address.value >> 32n === 0xffffn;
  return mapped ? { version: 4, value: address.value & 0xffff_ffffn } : address;
}

function plainBlock(block: CidrBlock): CidrBlock {
  if (block.base.version === 4 || block.prefix < 96) return block;
  const base = plainAddress(block.base);
  return base.version === 4 ? { base, prefix: block.prefix - 96 } : block;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
