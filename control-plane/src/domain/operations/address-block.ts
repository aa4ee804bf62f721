// Whom an address stands for where tries are counted. Whoever has one address of IPv6 has all of its network, and could
// come with another each time: https://www.rfc-editor.org/rfc/rfc6177
import {
  blockContains,
  type IpAddress,
  parseCidrBlock,
  parseIpAddress,
} from '@harborguard/shared/registry/ip-address.ts';

const mapped = parseCidrBlock('::ffff:0:0/96');

/** The network of 64 bits of an address of IPv6; an address of IPv4, also one written as IPv6, by itself. */
export function addressBlock(text: string): string {
  if (!text.includes(':')) return text;
  const address = readAddress(text);
  if (address === undefined) return text;
  if (address.version === 4) return dotted(address.value);
  return `${(address.value >> 64n).toString(16)}::/64`;
}

/** An address of IPv4 as one, also where a socket of both kinds wrote it as IPv6. */
export function readAddress(text: string): IpAddress | undefined {
  const address = parseIpAddress(text);
  const isMapped = address && mapped && blockContains(mapped, address);
  return isMapped ? { version: 4, value: address.value & 0xffffffffn } : address;
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}
