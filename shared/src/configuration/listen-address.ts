// The reader for the address and port a program listens on.
import type { Reading } from './read-variables.ts';

const portMax = 65_535;

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, `[::1]:port` or a port alone, which means every interface. */
export function listenAddress(text: string): Reading<ListenAddress> {
  const match = /^(?:(\[[0-9a-fA-F:]+\]|[^:\s]+):|:)?([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > portMax) return { kind: 'problem', rule: 'must be host:port' };
  const host = (match[1] ?? '0.0.0.0').replace(/^\[(.*)\]$/, '$1');
  return { kind: 'value', value: { host, port } };
}
