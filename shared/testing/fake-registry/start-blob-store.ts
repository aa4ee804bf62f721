// The storage a registry redirects to: it serves blobs to whoever holds a signed address and, like real object
// stores, refuses a request that brings a second authorization.

import { sendBlob } from './blob-route.ts';
import { type ServerTls, startLoopbackServer } from './loopback-server.ts';
import { RegistryExchange } from './registry-exchange.ts';
import { defaultKnobs } from './registry-knobs.ts';
import { RequestLog, type RequestRecord, recordRequest } from './request-record.ts';
import type { FakeRegistry } from './start-fake-registry.ts';

export interface BlobStore {
  /** A fresh address each time, as signatures are; fits `knobs.blobRedirect`. */
  readonly addressOf: (digest: string) => string;
  readonly requests: readonly RequestRecord[];
  /** Addresses given out so far are answered with 403 from now on. */
  expireAddresses(): void;
  close(): Promise<void>;
}

export async function startBlobStore(
  registry: Pick<FakeRegistry, 'content'>,
  options: { readonly tls?: ServerTls } = {},
): Promise<BlobStore> {
  const log = new RequestLog();
  const signatures = new Set<string>();
  let signed = 0;
  const server = await startLoopbackServer((request, response) => {
    response.on('error', () => undefined);
    const record = recordRequest(request);
    log.add(record);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const digest = decodeURIComponent(url.pathname).slice('/blobs/'.length);
    const exchange = new RegistryExchange({
      request,
      response,
      record,
      url,
      base: url.origin,
      route: { kind: 'blob', repository: '', reference: digest },
      knobs: defaultKnobs(),
    });
    const isSigned = signatures.has(url.searchParams.get('signature') ?? '');
    answerStored(exchange, registry, isSigned).catch(() => response.destroy());
  }, options);
  return {
    addressOf: (digest) => {
      const signature = `signature-${signed++}`;
      signatures.add(signature);
      return `${server.origin}/blobs/${digest}?signature=${signature}`;
    },
    requests: log.all,
    expireAddresses: () => signatures.clear(),
    close: () => server.close(),
  };
}

function answerStored(
  exchange: RegistryExchange,
  registry: Pick<FakeRegistry, 'content'>,
  isSigned: boolean,
): Promise<void> {
  if (exchange.header('authorization') !== '') {
    return exchange.sendText(400, 'only one authorization is allowed\n');
  }
  if (!isSigned) return exchange.sendText(403, 'the signature has expired\n');
  const blob = registry.content.blobAnywhere(exchange.route.reference);
  return blob ? sendBlob(exchange, blob, {}) : exchange.sendText(404, 'no such key\n');
}
