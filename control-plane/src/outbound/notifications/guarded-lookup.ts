// Name resolution for what people may enter as an address: private ones are refused unless the operator allows them.
// The connection is made to the very answer that was checked, so a name that changes a moment later gains nothing.
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { judgeAddress } from '@harborguard/shared/registry/judge-address.ts';

export interface AddressGuard {
  readonly allowedAddresses: readonly string[];
  /** For tests; the system's resolver when absent. */
  readonly lookup?: LookupFunction;
}

/** Throws ADDRESS_REFUSED, and NOTIFICATION_UNREACHABLE for a name without an address. */
export async function checkedAddress(
  guard: AddressGuard,
  hostname: string,
  port: number,
): Promise<string> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) === 0 ? await resolved(guard, host) : [host];
  // One bad answer among several refuses them all: the name is not to be trusted.
  for (const address of addresses) {
    const verdict = judgeAddress({ address, host, port }, guard.allowedAddresses);
    if (verdict.kind === 'refused') {
      const details = { host: `${host}:${port}`, range: verdict.range };
      throw new HarborError('ADDRESS_REFUSED', { details });
    }
  }
  const [first] = addresses;
  if (first === undefined) throw unresolved(host);
  return first;
}

async function resolved(guard: AddressGuard, host: string): Promise<readonly string[]> {
  const lookup = guard.lookup ?? (systemLookup as LookupFunction);
  return await new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => {
      if (error !== null) reject(unresolved(host));
      else resolve(Array.isArray(found) ? found.map(({ address }) => address) : [String(found)]);
    });
  });
}

function unresolved(host: string): HarborError {
  return new HarborError('NOTIFICATION_UNREACHABLE', { details: { host } });
}
