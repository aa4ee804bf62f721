// Who a server says it is, for the operator who must decide whether to trust it. Looks only after a handshake has
// failed; nothing is sent over this connection, so that checking nothing is harmless.
import type { LookupFunction, Socket } from 'node:net';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';

/** Real chains have two to four certificates. */
const chainLengthMax = 8;
const nameLengthMax = 120;
const lookTimeoutMs = 5000;

export interface TlsEndpoint {
  readonly hostname: string;
  readonly port: number;
  readonly servername?: string;
  readonly lookup: LookupFunction;
  /** Through a proxy: opened already. */
  readonly tunnel?: Socket;
}

/** Subjects from the server's own certificate upwards, with the end of validity; undefined when it cannot be had. */
export function presentedChain(endpoint: TlsEndpoint): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({
      host: endpoint.hostname,
      port: endpoint.port,
      lookup: endpoint.lookup,
      rejectUnauthorized: false,
      ...(endpoint.tunnel === undefined ? {} : { socket: endpoint.tunnel }),
      ...(endpoint.servername === undefined ? {} : { servername: endpoint.servername }),
    });
    const finish = (chain: string | undefined) => {
      socket.destroy();
      resolve(chain);
    };
    socket.setTimeout(lookTimeoutMs, () => finish(undefined));
    socket.once('error', () => finish(undefined));
    socket.once('secureConnect', () => finish(describe(socket.getPeerCertificate(true))));
  });
}

function describe(leaf: DetailedPeerCertificate): string {
  const lines: string[] = [];
  const seen = new Set<string>();
  for (let at: DetailedPeerCertificate | undefined = leaf; at !== undefined; ) {
    if (seen.has(at.fingerprint256) || seen.size >= chainLengthMax) break;
    seen.add(at.fingerprint256);
    lines.push(`${nameOf(at)} (until ${cleanText(at.valid_to ?? '', nameLengthMax)})`);
    at = at.issuerCertificate;
  }
  const issuer = seen.size === 1 ? issuerName(leaf) : undefined;
  return [...lines, ...(issuer === undefined ? [] : [`signed by ${issuer}`])].join(' < ');
}

/** A server often sends its own certificate alone; who signed it is then known by name only. */
function issuerName({ issuer }: DetailedPeerCertificate): string | undefined {
  const name = first(issuer?.CN) ?? first(issuer?.O);
  return name === undefined ? undefined : cleanText(name, nameLengthMax);
}

function nameOf({ subject }: DetailedPeerCertificate): string {
  const name = first(subject?.CN) ?? first(subject?.O) ?? 'no name';
  return cleanText(name, nameLengthMax);
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
