// Where a connection may lead: the canonical address, its provider, and whether plain HTTP or a guarded address is
// allowed. It judges what is written, not what names resolve to; the sensor checks every DNS answer itself.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import {
  canonicalRegistryUrl,
  type RegistryUrl,
} from '@harborguard/shared/registry/canonical-registry-url.ts';
import { detectProvider } from '@harborguard/shared/registry/detect-provider.ts';
import { parseIpAddress } from '@harborguard/shared/registry/ip-address.ts';
import { judgeAddress } from '@harborguard/shared/registry/judge-address.ts';
import type { ScanMethod } from './registry-store.ts';

export interface AddressRequest {
  readonly url: string;
  readonly provider?: Provider;
  readonly allowPlainHttp: boolean;
  readonly scanMethod: ScanMethod;
}

export interface RegistryAddress {
  readonly url: string;
  readonly provider: Provider;
  readonly allowPlainHttp: boolean;
}

/** Throws REFERENCE_INVALID, VALIDATION_FAILED, PLAIN_HTTP_NOT_ALLOWED or ADDRESS_REFUSED. */
export function registryAddress(
  request: AddressRequest,
  allowedAddresses: readonly string[],
): RegistryAddress {
  const url = canonicalUrl(request);
  if (url.scheme === 'http' && !request.allowPlainHttp) {
    throw new HarborError('PLAIN_HTTP_NOT_ALLOWED', { details: { host: url.host } });
  }
  if (request.scanMethod === 'cloud') refuseGuarded(url, allowedAddresses);
  return {
    url: url.url,
    provider: request.provider ?? detectProvider(url.host),
    allowPlainHttp: url.scheme === 'http',
  };
}

/** Without a scheme the opt-in decides: that is what it is there for. */
function canonicalUrl({ url, allowPlainHttp }: AddressRequest): RegistryUrl {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'https' && allowPlainHttp) {
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: 'allowPlainHttp', rule: 'only for an address with http:// or no scheme' },
    });
  }
  const text = scheme === undefined && allowPlainHttp ? `http://${url.trim()}` : url;
  const canonical = canonicalRegistryUrl(text);
  if (canonical.kind === 'registry-url') return canonical;
  throw new HarborError('REFERENCE_INVALID', {
    details: { field: 'url', rule: canonical.reason },
  });
}

function refuseGuarded({ url }: RegistryUrl, allowedAddresses: readonly string[]): void {
  const { hostname, port, protocol } = new URL(url);
  const isLocalName = hostname === 'localhost' || hostname.endsWith('.localhost');
  const address = isLocalName ? '127.0.0.1' : hostname;
  if (parseIpAddress(address) === undefined) return;
  const defaultPort = protocol === 'https:' ? 443 : 80;
  const verdict = judgeAddress(
    { address, host: hostname, port: port === '' ? defaultPort : Number(port) },
    allowedAddresses,
  );
  if (verdict.kind === 'allowed') return;
  throw new HarborError('ADDRESS_REFUSED', { details: { host: hostname, range: verdict.range } });
}
