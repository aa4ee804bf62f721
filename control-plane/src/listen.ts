// Starts listening, and says where. An address that cannot be had is a mistake in the configuration.

import type { ListenAddress } from '@harborguard/shared/configuration/listen-address.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ApiServer } from './http/type-provider.ts';

/** Whatever listens: the server, and what answers while another one works. */
export function addressUnusable({ host, port }: ListenAddress, cause: unknown): HarborError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const rule = reason === 'EADDRINUSE' ? { rule: 'another program listens there' } : {};
  const details = { variable: 'HARBORGUARD_LISTEN', host, port, ...rule, reason };
  return new HarborError('CONFIGURATION_INVALID', { details, cause });
}

/** Resolves with the address on this machine: a wildcard is no place to connect to. */
export async function listen(app: ApiServer, { host, port }: ListenAddress): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw addressUnusable({ host, port }, error);
  }
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new TypeError('not listening');
  const reachable = ['0.0.0.0', '::'].includes(address.address) ? '127.0.0.1' : address.address;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${address.port}`;
}
