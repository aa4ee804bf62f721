// The doctor asks the control plane: does it answer, who signed its certificate, does it know the key, do the
// clocks agree. Plain requests, so that a broken link protocol cannot hide the reason.
import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { getCACertificates, TLSSocket } from 'node:tls';
import {
  clockSkewMsMax,
  linkPath,
  linkSubprotocol,
} from '@harborguard/shared/protocol/link-limits.ts';
import { proxyFor } from '@harborguard/shared/registry/proxy-for.ts';
import type { ConfigReading, SensorConfig } from '../../config.ts';
import type { System } from '../../lifecycle.ts';
import { openTunnel } from '../../link/proxy-tunnel.ts';
import { readCaFolder } from '../../registry/http/trust/read-ca-folder.ts';
import { OwnKey } from '../../store/own-key.ts';
import { type Finding, failed, ok } from './finding.ts';

type Watched = Pick<System, 'clock' | 'random'> & { readonly signal: AbortSignal };

const check = 'control plane';
const timeoutMs = 10_000;

interface Answer {
  readonly status: number;
  readonly date: string | undefined;
  readonly certificate: string | undefined;
}

export async function checkControlPlane(
  { sensor }: ConfigReading,
  system: Watched,
): Promise<readonly Finding[]> {
  if (sensor === undefined) {
    return [failed(check, 'CONFIGURATION_INVALID', 'not asked: address or key is missing')];
  }
  try {
    const { signal } = system;
    const answer = await ask(sensor, { path: '/api/health', headers: {}, signal });
    const headers = upgradeHeaders(linkKey(sensor, system));
    const key = await ask(sensor, { path: linkPath, headers, signal });
    return [reached(sensor.link.url, answer), keyFinding(key), clockFinding(answer, system)];
  } catch (error) {
    return [unreached(sensor.link.url, error)];
  }
}

/** As the daemon would open its next link. */
function linkKey({ link, local }: SensorConfig, system: Watched): string {
  const { apiKey, enrolmentToken = '' } = link;
  return apiKey ?? new OwnKey(local.stateFolder, { ...system, enrolmentToken }).next();
}

function reached(url: string, { status, certificate }: Answer): Finding {
  const says = `${url} answers ${status}`;
  if (status >= 500) return failed(check, 'LINK_UNREACHABLE', says);
  return ok(check, certificate === undefined ? says : `${says}, certificate ${certificate}`);
}

function keyFinding({ status }: Answer): Finding {
  const name = 'sensor key';
  if (status === 401) return failed(name, 'UNAUTHORIZED', 'the control plane does not know it');
  if (status === 101) return ok(name, 'taken by the control plane');
  return failed(
    name,
    'LINK_UNREACHABLE',
    `the link answers ${status}: does a proxy stop WebSockets?`,
  );
}

function clockFinding({ date }: Answer, { clock }: Watched): Finding {
  const name = 'clock';
  const server = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(server)) return ok(name, 'the control plane does not tell its time');
  const skewMs = clock.now() - server;
  const says = `${Math.round(Math.abs(skewMs) / 1000)} s from the control plane's`;
  if (Math.abs(skewMs) <= clockSkewMsMax) return ok(name, says);
  return {
    check: name,
    verdict: 'warning',
    says,
    firstCheck: 'Let this machine synchronise its clock.',
  };
}

function unreached(url: string, error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
  return failed(check, 'LINK_UNREACHABLE', `${url}: ${code}`);
}

function upgradeHeaders(apiKey: string): Record<string, string> {
  return {
    authorization: `Bearer ${apiKey}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.from('harborguard-doct').toString('base64'),
    'sec-websocket-protocol': linkSubprotocol,
  };
}

interface Question {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
}

/** By the way the link takes: with its trust, through its proxy. */
function ask(config: SensorConfig, { path, headers, signal }: Question): Promise<Answer> {
  const address = new URL(`${config.link.url}${path}`);
  const open = address.protocol === 'https:' ? httpsRequest : httpRequest;
  const ca = authorities(config);
  return new Promise((resolve, reject) => {
    const request = open(address, {
      headers,
      signal,
      timeout: timeoutMs,
      ...(ca === undefined ? {} : { ca: [...ca] }),
      ...viaProxy(address, config, ca),
    });
    const settle = (response: IncomingMessage) => {
      resolve(answerOf(response));
      request.destroy();
    };
    request.once('timeout', () => request.destroy(new Error('timed out')));
    request.once('error', reject);
    request.once('response', settle);
    request.once('upgrade', settle);
    request.end();
  });
}

function authorities({ link, local }: SensorConfig): readonly string[] | undefined {
  const own = link.caFile === undefined ? [] : [readFileSync(link.caFile, 'utf8')];
  const folder = local.caFolder === undefined ? [] : readCaFolder(local.caFolder).pems;
  const added = [...own, ...folder];
  return added.length === 0 ? undefined : [...getCACertificates('default'), ...added];
}

function viaProxy(
  address: URL,
  { local }: SensorConfig,
  ca: readonly string[] | undefined,
): object {
  const proxy = proxyFor(address, local.proxies);
  if (proxy === undefined) return {};
  const isSecure = address.protocol === 'https:';
  const target = {
    host: address.hostname.replace(/^\[|\]$/g, ''),
    port: Number(address.port) || (isSecure ? 443 : 80),
    ...(isSecure ? { tls: ca === undefined ? {} : { ca } } : {}),
  };
  return {
    createConnection: (_: unknown, connected: Parameters<typeof openTunnel>[2]) => {
      openTunnel(proxy, target, connected);
    },
  };
}

function answerOf(response: IncomingMessage): Answer {
  const { socket } = response;
  return {
    status: response.statusCode ?? 0,
    date: response.headers.date,
    certificate: socket instanceof TLSSocket ? describe(socket) : undefined,
  };
}

function describe(socket: TLSSocket): string {
  const { subject, issuer, valid_to } = socket.getPeerCertificate();
  return `of ${nameOf(subject?.CN)}, signed by ${nameOf(issuer?.CN)}, valid to ${valid_to}`;
}

/** A name may come as a list where a certificate repeats it. */
function nameOf(name: string | readonly string[] | undefined): string {
  return typeof name === 'string' ? name : (name?.join(', ') ?? 'nobody named');
}
