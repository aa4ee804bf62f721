// From HARBORGUARD_URL to the address of the link. Plain text is for the same machine only, unless allowed: the
// key travels in a header.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { linkPath } from '@harborguard/shared/protocol/link-limits.ts';

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const schemes: Readonly<Record<string, string>> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};

/** Throws CONFIGURATION_INVALID, naming the rule and never the value: it may hold a password. */
export function linkAddress(
  controlPlaneUrl: string,
  options: { readonly allowPlainHttp?: boolean | undefined } = {},
): URL {
  const given = URL.canParse(controlPlaneUrl) ? new URL(controlPlaneUrl) : undefined;
  if (given === undefined) throw invalid('must be an address such as https://host');
  const scheme = schemes[given.protocol];
  if (scheme === undefined) throw invalid('must begin with https:// or http://');
  if (given.username !== '' || given.password !== '') throw invalid('must not hold credentials');
  if (given.search !== '' || given.hash !== '') throw invalid('must not have a query or fragment');
  if (scheme === 'ws:' && !options.allowPlainHttp && !loopbackHost.test(given.hostname)) {
    throw invalid(
      'must be https:// unless the host is this machine or HARBORGUARD_ALLOW_PLAIN_HTTP is true',
    );
  }
  return new URL(`${scheme}//${given.host}${given.pathname.replace(/\/+$/, '')}${linkPath}`);
}

function invalid(rule: string): HarborError {
  return new HarborError('CONFIGURATION_INVALID', {
    details: { variable: 'HARBORGUARD_URL', rule },
  });
}
