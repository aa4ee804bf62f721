// IP addresses and CIDR blocks as numbers, for comparing. Text forms beyond the plain ones (octal, one number) are refused:
// whoever takes addresses out of a URL gets the plain form from the URL parser.

export interface IpAddress {
  readonly version: 4 | 6;
  readonly value: bigint;
}

export interface CidrBlock {
  readonly base: IpAddress;
  readonly prefix: number;
}

/** Takes `[…]` around version 6 and drops a zone (`%eth0`). */
export function parseIpAddress(text: string): IpAddress | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const four = parseVersion4(bare);
  if (four !== undefined) return { version: 4, value: four };
  const six = bare.includes(':') ? parseVersion6(bare) : undefined;
  return six === undefined ? undefined : { version: 6, value: six };
}

export function parseCidrBlock(text: string): CidrBlock | undefined {
  const match = /^([^/]+)\/([0-9]{1,3})$/.exec(text);
  const base = parseIpAddress(match?.[1] ?? '');
  const prefix = Number(match?.[2]);
  if (base === undefined || prefix > bitsOf(base)) return undefined;
  return { base, prefix };
}

export function blockContains({ base, prefix }: CidrBlock, address: IpAddress): boolean {
  if (base.version !== address.version) return false;
  const shift = BigInt(bitsOf(base) - prefix);
  return base.value >> shift === address.value >> shift;
}

function bitsOf(address: IpAddress): number {
  return address.version === 4 ? 32 : 128;
}

function parseVersion4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseVersion6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? '');
  const tail = halves.length === 2 ? groups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return all.reduce((value, group) => (value << 16n) | group, 0n);
}

function groups(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const found: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 ? parseVersion4(part) : undefined;
    if (four !== undefined) found.push(four >> 16n, four & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) found.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return found;
}
