// Whether cloud mode may connect to an address. Judged is the address a name resolved to, never the name alone:
// a public name may point inside. What the operator has allowed passes.
import {
  blockContains,
  type CidrBlock,
  type IpAddress,
  parseCidrBlock,
  parseIpAddress,
} from './ip-address.ts';

export type AddressVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly range: string };

export interface AddressQuestion {
  /** As resolved. */
  readonly address: string;
  /** As asked for: the name before resolution, or the same address. */
  readonly host: string;
  readonly port: number;
}

// The first match names the range. https://www.iana.org/assignments/iana-ipv4-special-registry
const special4 = ranges([
  ['metadata', '169.254.169.254/32', '169.254.170.2/32', '100.100.100.200/32', '168.63.129.16/32'],
  ['unspecified', '0.0.0.0/8'],
  ['loopback', '127.0.0.0/8'],
  ['private', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  ['link-local', '169.254.0.0/16'],
  ['carrier-grade NAT', '100.64.0.0/10'],
  ['multicast', '224.0.0.0/4'],
  ['reserved', '192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24'],
  ['reserved', '203.0.113.0/24', '192.88.99.0/24', '240.0.0.0/4'],
]);
const special6 = ranges([
  ['metadata', 'fd00:ec2::254/128', 'fd20:ce::254/128'],
  ['unspecified', '::/128'],
  ['loopback', '::1/128'],
  ['unique local', 'fc00::/7'],
  ['link-local', 'fe80::/10'],
  ['site-local', 'fec0::/10'],
  ['multicast', 'ff00::/8'],
  ['reserved', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '3fff::/20'],
]);
const globalUnicast6 = block('2000::/3');

/** Blocks of version 6 that carry an address of version 4, and where in it: judged is what they lead to. */
const embeddings: readonly { readonly block: CidrBlock; readonly shift: bigint }[] = [
  { block: block('::ffff:0:0/96'), shift: 0n },
  { block: block('::/96'), shift: 0n },
  { block: block('64:ff9b::/96'), shift: 0n },
  { block: block('2002::/16'), shift: 80n },
];

/** `allowed` as in RegistryTarget: `host:port`, `address:port` or a CIDR block. */
export function judgeAddress(
  question: AddressQuestion,
  allowed: readonly string[],
): AddressVerdict {
  const address = parseIpAddress(question.address);
  if (address === undefined) return { kind: 'refused', range: 'not an address' };
  const range = specialRange(address);
  if (range === undefined || allowed.some((entry) => permits(entry, question, address, range))) {
    return { kind: 'allowed' };
  }
  return { kind: 'refused', range };
}

function specialRange(address: IpAddress): string | undefined {
  if (address.version === 4) return named(special4, address);
  const own = named(special6, address);
  if (own !== undefined) return own;
  const embedded = embeddings.find((embedding) => blockContains(embedding.block, address));
  if (embedded !== undefined) {
    const value = (address.value >> embedded.shift) & 0xffff_ffffn;
    return named(special4, { version: 4, value });
  }
  return blockContains(globalUnicast6, address) ? undefined : 'reserved';
}

function permits(
  entry: string,
  question: AddressQuestion,
  address: IpAddress,
  range: string,
): boolean {
  if (entry.includes('/')) {
    const allowedBlock = parseCidrBlock(entry);
    // A wide block is not meant to open the door to a cloud's credentials; name it with its port for that.
    return (
      range !== 'metadata' &&
      allowedBlock !== undefined &&
      blockContains(allowedBlock, plain(address))
    );
  }
  const match = /^(.+):([0-9]{1,5})$/.exec(entry);
  if (match?.[1] === undefined || Number(match[2]) !== question.port) return false;
  const bare = (host: string) => host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return [bare(question.host), bare(question.address)].includes(bare(match[1]));
}

/** `::ffff:10.0.0.1` is 10.0.0.1 to the operator who allowed 10.0.0.0/8. */
function plain(address: IpAddress): IpAddress {
  const mapped = address.version === 6 && address.value >> 32n === 0xffffn;
  return mapped ? { version: 4, value: address.value & 0xffff_ffffn } : address;
}

type NamedRange = readonly [name: string, block: CidrBlock];

function named(table: readonly NamedRange[], address: IpAddress): string | undefined {
  return table.find(([, range]) => blockContains(range, address))?.[0];
}

function ranges(rows: readonly (readonly string[])[]): readonly NamedRange[] {
  return rows.flatMap(([name = '', ...blocks]) =>
    blocks.map((text): NamedRange => [name, block(text)]),
  );
}

function block(text: string): CidrBlock {
  const parsed = parseCidrBlock(text);
  if (parsed === undefined) throw new TypeError(`${text} is no CIDR block`);
  return parsed;
}
