// An OCI registry inside the test's own process, with the semantics of the real ones and knobs for their flaws.
// It keeps everything in memory and guards nothing: never for anything but tests, the demo and benches.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../src/ports.ts';
import type { TestImage, TestIndex } from '../image/test-image.ts';
import { authorize } from './authorization.ts';
import { answerBlob } from './blob-route.ts';
import { type Fault, type FaultAction, FaultPlan } from './fault-plan.ts';
import { answerCatalog, answerTags } from './list-routes.ts';
import { type ServerTls, startLoopbackServer } from './loopback-server.ts';
import { answerManifest } from './manifest-route.ts';
import { answerReferrers } from './referrers-route.ts';
import { RegistryContent } from './registry-content.ts';
import { RegistryExchange } from './registry-exchange.ts';
import { defaultKnobs, type RegistryKnobs } from './registry-knobs.ts';
import { registryRoute } from './registry-route.ts';
import { RequestLog, type RequestRecord, recordRequest } from './request-record.ts';
import { TokenBook } from './token-book.ts';
import { answerToken } from './token-route.ts';
import { answerUpload, type Uploads } from './upload-route.ts';

export interface FakeRegistryOptions {
  readonly knobs?: Partial<RegistryKnobs>;
  /** Absent: one the system chooses. */
  readonly port?: number;
  /** `/artifactory/api/docker/local`: where `/v2/` is to be found below. */
  readonly pathPrefix?: string;
  readonly tls?: ServerTls;
  /** Makes tokens expire; without one they last. */
  readonly clock?: Clock;
}

export interface FakeRegistry {
  /** Scheme, host, port and path prefix, without a slash at the end. */
  readonly url: string;
  /** `127.0.0.1:PORT`, as an image reference names it. */
  readonly host: string;
  readonly port: number;
  readonly content: RegistryContent;
  /** To be changed at any time. */
  readonly knobs: RegistryKnobs;
  readonly tokens: TokenBook;
  /** In order of arrival; token requests included. */
  readonly requests: readonly RequestRecord[];
  push(content: TestImage | TestIndex, repository: string, ...tags: readonly string[]): string;
  fail(fault: Fault): void;
  clearFaults(): void;
  /** Resolves once a request hangs by a fault. */
  hung(): Promise<void>;
  releaseHung(): void;
  waitForRequest(fits: (record: RequestRecord) => boolean): Promise<RequestRecord>;
  close(): Promise<void>;
}

interface RegistryState {
  readonly content: RegistryContent;
  readonly knobs: RegistryKnobs;
  readonly faults: FaultPlan;
  readonly tokens: TokenBook;
  readonly uploads: Uploads;
  readonly log: RequestLog;
  readonly pathPrefix: string;
  readonly scheme: string;
}

export async function startFakeRegistry(options: FakeRegistryOptions = {}): Promise<FakeRegistry> {
  const state: RegistryState = {
    content: new RegistryContent(),
    knobs: { ...defaultKnobs(), ...options.knobs },
    faults: new FaultPlan(),
    tokens: new TokenBook(options.clock),
    uploads: new Map(),
    log: new RequestLog(),
    pathPrefix: options.pathPrefix ?? '',
    scheme: options.tls ? 'https' : 'http',
  };
  const server = await startLoopbackServer((request, response) => {
    answerSafely(state, request, response).catch(() => response.destroy());
  }, options);
  return handleOf(state, server);
}

function handleOf(
  state: RegistryState,
  server: Awaited<ReturnType<typeof startLoopbackServer>>,
): FakeRegistry {
  const { content, knobs, faults, tokens, log } = state;
  return {
    url: `${server.origin}${state.pathPrefix}`,
    host: server.host,
    port: server.port,
    content,
    knobs,
    tokens,
    requests: log.all,
    push: (pushed, repository, ...tags) => content.push(pushed, repository, ...tags),
    fail: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    hung: () => faults.hung(),
    releaseHung: () => faults.releaseHung(),
    waitForRequest: (fits) => log.waitFor(fits),
    close: async () => {
      faults.releaseHung();
      await server.close();
    },
  };
}

async function answerSafely(
  state: RegistryState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const record = recordRequest(request);
  state.log.add(record);
  // A client that goes away in the middle is an everyday event here, not an error of the registry.
  response.on('error', () => undefined);
  const exchange = exchangeOf(state, { request, response, record });
  await state.knobs.beforeReply?.({ method: exchange.method, path: exchange.url.pathname });
  const fault = state.faults.next({
    route: exchange.route.kind,
    method: exchange.method,
    path: exchange.url.pathname,
  });
  if (fault && (await answerFault(state, exchange, fault))) return;
  await answerRoute(state, exchange);
}

function exchangeOf(
  state: RegistryState,
  parts: { request: IncomingMessage; response: ServerResponse; record: RequestRecord },
): RegistryExchange {
  const { request } = parts;
  const origin = `${state.scheme}://${request.headers.host ?? '127.0.0.1'}`;
  const url = new URL(request.url ?? '/', origin);
  const path = decodeURIComponent(url.pathname);
  const below = path.startsWith(state.pathPrefix) ? path.slice(state.pathPrefix.length) : '';
  return new RegistryExchange({
    ...parts,
    url,
    base: `${origin}${state.pathPrefix}`,
    route: registryRoute(below),
    knobs: state.knobs,
  });
}

/** Returns whether the fault was the whole answer. */
async function answerFault(
  state: RegistryState,
  exchange: RegistryExchange,
  fault: FaultAction,
): Promise<boolean> {
  switch (fault.kind) {
    case 'reset':
      exchange.reset();
      return true;
    case 'status':
      await exchange.send(fault.status, fault.headers ?? {}, Buffer.from(fault.body ?? ''));
      return true;
    case 'hang':
      await state.faults.hold();
      return false;
    case 'cut':
      exchange.cutAfterBytes = fault.afterBytes;
      return false;
  }
}

async function answerRoute(state: RegistryState, exchange: RegistryExchange): Promise<void> {
  const { content, tokens } = state;
  const { kind } = exchange.route;
  if (kind === 'token') return answerToken(exchange, tokens);
  if (kind === 'unknown') return answerUnknown(exchange);
  if (!(await authorize(exchange, tokens))) return;
  switch (kind) {
    case 'ping':
      return answerPing(exchange);
    case 'catalog':
      return answerCatalog(exchange, content);
    case 'tags':
      return answerTags(exchange, content);
    case 'manifest':
      return answerManifest(exchange, content);
    case 'blob':
      return answerBlob(exchange, content);
    case 'upload':
      return answerUpload(exchange, content, state.uploads);
    case 'referrers':
      return answerReferrers(exchange, content);
  }
}

function answerPing(exchange: RegistryExchange): Promise<void> {
  const { pingStatus } = exchange.knobs;
  return pingStatus === undefined
    ? exchange.sendJson(200, {})
    : exchange.sendText(pingStatus, 'this is no registry\n');
}

function answerUnknown(exchange: RegistryExchange): Promise<void> {
  if (exchange.url.pathname === `${new URL(exchange.base).pathname.replace(/\/$/, '')}/v2`) {
    return exchange.send(301, { location: `${exchange.base}/v2/` });
  }
  return exchange.sendText(404, '404 page not found\n');
}
