// One batch of spans to the collector (OTLP over HTTP). It follows no redirect, since its headers may hold a key, and says
// of a failure its status or its code.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { HarborError } from '../../src/errors/harbor-error.ts';
import type { Clock } from '../../src/ports.ts';
import type { Delivery } from '../../src/tracing/span-queue.ts';
import { type TracingConfig, tracingVariables } from '../../src/tracing/tracing-variables.ts';

export interface OtlpSender {
  send(body: Uint8Array, signal: AbortSignal): Promise<Delivery>;
  close(): void;
}

/** By the specification of OTLP these ask for another try. */
const unavailableStatuses: readonly number[] = [429, 502, 503, 504];
/** An answer holds a count and a sentence; what is longer is cut off. */
const answerBytesMax = 64 * 1024;

/** Throws CONFIGURATION_INVALID when the CA or the client certificate for the collector cannot be used. */
export function createOtlpSender(
  config: TracingConfig,
  { clock, userAgent }: { readonly clock: Clock; readonly userAgent: string },
): OtlpSender {
  const url = new URL(config.url);
  const connections = { keepAlive: true, maxSockets: 1 };
  const agent =
    url.protocol === 'https:'
      ? new HttpsAgent({ ...connections, ...trustOf(config) })
      : new HttpAgent(connections);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = {
    ...config.headers,
    'user-agent': userAgent,
    'content-type': config.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    ...(config.compression === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  };
  const post = (body: Uint8Array, signal: AbortSignal): Promise<Delivery> =>
    new Promise((resolve) => {
      const options = { method: 'POST', agent, signal, headers };
      const outgoing = request(url, options, (answer) => {
        answer.once('close', () => resolve(deliveryOf(answer)));
        drain(answer);
      });
      outgoing.once('error', (error) => resolve({ kind: 'unavailable', reason: reasonOf(error) }));
      outgoing.end(body);
    });
  return {
    send: async (body, signal) => {
      const overtime = new AbortController();
      const timer = clock.setTimer(config.timeoutMs, () => overtime.abort(), { background: true });
      try {
        const packed = config.compression === 'gzip' ? await gzipped(body) : body;
        return await post(packed, AbortSignal.any([signal, overtime.signal]));
      } finally {
        timer.cancel();
      }
    },
    close: () => agent.destroy(),
  };
}

const gzipped = promisify<Uint8Array, Uint8Array>(gzip);

/** Read at once, so that a wrong one stops the start and not the traces of a night. */
function trustOf(config: TracingConfig): SecureContextOptions {
  const { certificateFile, clientCertificateFile, clientKeyFile } = config;
  const ca = certificateFile && certificateIn(certificateFile, names.certificate);
  if (clientCertificateFile === undefined && clientKeyFile === undefined) return ca ? { ca } : {};
  if (clientCertificateFile === undefined) {
    throw invalid(names.clientCertificate, `has to be set with ${names.clientKey}`);
  }
  if (clientKeyFile === undefined) {
    throw invalid(names.clientKey, `has to be set with ${names.clientCertificate}`);
  }
  const cert = certificateIn(clientCertificateFile, names.clientCertificate);
  return { ...(ca ? { ca } : {}), cert, key: keyIn(clientKeyFile, cert) };
}

const names = {
  certificate: tracingVariables.otlpCertificateFile.name,
  clientCertificate: tracingVariables.otlpClientCertificateFile.name,
  clientKey: tracingVariables.otlpClientKeyFile.name,
} as const;

function certificateIn(path: string, variable: string): string {
  try {
    const pem = readFileSync(path, 'utf8');
    // Only to see that it is one: a text that is none would be taken without a word.
    new X509Certificate(pem);
    return pem;
  } catch {
    throw invalid(variable, 'must name a PEM file with a certificate');
  }
}

function keyIn(path: string, cert: string): string {
  let isOfCertificate: boolean;
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
    isOfCertificate = new X509Certificate(cert).checkPrivateKey(createPrivateKey(pem));
  } catch {
    throw invalid(names.clientKey, 'must name a PEM file with a key that has no passphrase');
  }
  if (isOfCertificate) return pem;
  throw invalid(names.clientKey, `must name the key of ${names.clientCertificate}`);
}

/** Without a cause: that would name the file, or quote it. */
function invalid(variable: string, rule: string): HarborError {
  return new HarborError('CONFIGURATION_INVALID', { details: { variable, rule } });
}

function drain(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > answerBytesMax) answer.destroy();
  });
  // The status is known; how the rest of the answer ends changes nothing.
  answer.on('error', () => undefined);
}

function deliveryOf({ statusCode = 0 }: IncomingMessage): Delivery {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'delivered' };
  const kind = unavailableStatuses.includes(statusCode) ? 'unavailable' : 'refused';
  return { kind, reason: `HTTP ${statusCode}` };
}

function reasonOf(error: Error & { readonly code?: string }): string {
  if (error.name === 'AbortError') return 'no answer in time';
  return error.code ?? 'connection failed';
}
