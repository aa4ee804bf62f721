// Name resolution that refuses forbidden addresses. The connection is made to the very answer that was checked here:
// a name that resolves differently a moment later gains nothing.
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { judgeAddress } from '@harborguard/shared/registry/judge-address.ts';

export interface AddressGuard {
  /** Absent: no address is refused. */
  readonly allowedAddresses?: readonly string[];
  /** For tests; the system's resolver when absent. */
  readonly lookup?: LookupFunction;
}

/** One bad answer among several refuses them all: the name is not to be trusted. */
export function guardedLookup(guard: AddressGuard, port: number): LookupFunction {
  const lookup = guard.lookup ?? (systemLookup as LookupFunction);
  const allowed = guard.allowedAddresses;
  if (allowed === undefined) return lookup;
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      for (const { address } of addresses) {
        const verdict = judgeAddress({ address, host: hostname, port }, allowed);
        if (verdict.kind === 'refused') return callback(refusal(hostname, port, verdict.range), []);
      }
      const [first] = addresses;
      if (first === undefined) return callback(noAddress(), []);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/**
 * What to name to a proxy: the name itself where nothing is refused, otherwise an address that was checked, so that the
 * proxy cannot resolve the name to another.
 */
export async function checkedAddress(
  guard: AddressGuard,
  hostname: string,
  port: number,
): Promise<string> {
  if (guard.allowedAddresses === undefined || isIP(hostname) !== 0) return hostname;
  const lookup = guardedLookup(guard, port);
  return await new Promise((resolve, reject) => {
    lookup(hostname, { all: false }, (error, found) => {
      const address = typeof found === 'string' ? found : found[0]?.address;
      if (error !== null) reject(error);
      else if (address === undefined) reject(noAddress());
      else resolve(address);
    });
  });
}

/** An address in the URL itself is connected to without any lookup, so it is judged beforehand. */
export function judgeLiteral(guard: AddressGuard, url: URL): void {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (guard.allowedAddresses === undefined || isIP(host) === 0) return;
  const port = portOf(url);
  const verdict = judgeAddress({ address: host, host, port }, guard.allowedAddresses);
  if (verdict.kind === 'refused') throw refusal(url.hostname, port, verdict.range);
}

export function portOf(url: { readonly port: string; readonly protocol: string }): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function refusal(hostname: string, port: number, range: string): HarborError {
  return new HarborError('ADDRESS_REFUSED', { details: { host: `${hostname}:${port}`, range } });
}

function noAddress(): Error {
  return Object.assign(new Error('the name has no address'), { code: 'ENODATA' });
}
