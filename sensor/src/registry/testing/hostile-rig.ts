// For tests only: a registry that means harm, written byte for byte, beside a server of the attacker that remembers
// every byte it is sent. Whatever happens, no canary may get there, nothing may hang, and every failure has a code.

import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type LookupFunction, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import type { HttpTimeouts } from '../http/transmit.ts';
import { createProvider } from '../providers/create-provider.ts';
import type { RegistryProvider } from '../registry-provider.ts';

export const canaryPassword: TokenCredential = {
  kind: 'password',
  username: 'canary-user',
  password: 'canary-password',
};
export const canaryIdentity: TokenCredential = { kind: 'identity-token', token: 'canary-identity' };

/** As they stand on the wire. */
const canaries: readonly string[] = [
  'canary',
  Buffer.from('canary-user:canary-password').toString('base64'),
];

export interface RawServer {
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  /** Heads of the requests, and what followed. */
  readonly requests: string[];
  connections(): number;
  /** What the other side has taken off the wire so far. */
  sentBytes(): number;
}

const tlsHandshake = 22;

/** Called with each request's head; writes what it likes. */
export type RawReply = (socket: Socket, head: string, server: RawServer) => void;

export async function startRawServer(t: TestContext, reply: RawReply): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      // No TLS is spoken here: a handshake ends at once.
      if (text === '' && chunk[0] === tlsHandshake) return void socket.destroy();
      text += chunk.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      requests.push(text);
      const head = text;
      text = '';
      reply(socket, head, handle);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const handle: RawServer = {
    origin: `http://${host}`,
    host,
    port,
    requests,
    connections: () => sockets.size,
    sentBytes: () => {
      let total = 0;
      for (const { bytesWritten, writableLength } of sockets)
        total += bytesWritten - writableLength;
      return total;
    },
  };
  return handle;
}

/** The attacker's own server: answers everything kindly, forgets nothing. */
export function startSniffer(t: TestContext): Promise<RawServer> {
  return startRawServer(t, (socket) =>
    socket.end(
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 24\r\n\r\n{"token":"of-the-enemy"}',
    ),
  );
}

export function assertNoCanary(where: string, text: string): void {
  for (const canary of canaries) assert.ok(!text.includes(canary), `${where} holds ${canary}`);
}

/** Waits are over at once, but time passes; only what waits for the network really waits. */
export function hurriedClock(system: Clock): Clock {
  let skippedMs = 0;
  return {
    now: () => system.now() + skippedMs,
    monotonicMs: () => system.monotonicMs() + skippedMs,
    setTimer: (delayMs, run, options) => {
      if (delayMs === probeDeadlineMs) return system.setTimer(delayMs, run, options);
      const immediate = setImmediate(() => {
        skippedMs += delayMs;
        run();
      });
      return { cancel: () => clearImmediate(immediate) };
    },
  };
}

/** The one timer that is a deadline and not a wait. */
const probeDeadlineMs = 20_000;

function timeoutsOf(networkMs: number): HttpTimeouts {
  return {
    connectMs: Math.max(500, networkMs),
    headersMs: networkMs,
    bodyIdleMs: networkMs,
    bodyPace: { windowMs: networkMs, bytesPerSecondMin: 1000 },
  };
}

/** Where silence is what a case is about: it may end anything, so nothing may depend on what ended it. */
const hasty = timeoutsOf(150);
/** Where the answer counts: nobody is silent, but on a busy machine an answer that is there is read late. */
const patient = timeoutsOf(10_000);

export interface HostileOptions {
  readonly isHasty?: boolean;
  readonly credential?: TokenCredential;
  readonly target?: Partial<RegistryTarget>;
  readonly lookup?: LookupFunction;
}

export interface Victim {
  readonly provider: RegistryProvider;
  readonly log: MemoryLog;
}

export function startVictim(
  t: TestContext,
  url: string,
  clock: Clock,
  options: HostileOptions = {},
): Victim {
  const log = new MemoryLog();
  const credential = options.credential ?? canaryPassword;
  const provider = createProvider(
    {
      registryId: '00000000-0000-7000-8000-000000000000',
      url,
      provider: 'CUSTOM',
      allowPlainHttp: true,
      credentialHolder: 'sensor',
      guardAddresses: false,
      allowedAddresses: [],
      ...options.target,
    },
    {
      clock: hurriedClock(clock),
      log,
      random: new SeededRandom(1),
      userAgent: 'HarborGuard-Sensor/test',
      tracer: noTracer,
      timeouts: options.isHasty === true ? hasty : patient,
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
      credentials: {
        resolve: () => Promise.resolve({ credential, source: 'registries-file', trace: [] }),
      },
    },
  );
  t.after(() => provider.close());
  return { provider, log };
}

export type Operation = 'probe' | 'repositories' | 'tags' | 'resolve' | 'manifest' | 'blob';
export const operations: readonly Operation[] = [
  'probe',
  'repositories',
  'tags',
  'resolve',
  'manifest',
  'blob',
];

const digest = `sha256:${'a'.repeat(64)}`;
/** A reader of layers has limits of its own. */
const blobBytesRead = 256 * 1024;
/** Far more than any case needs, far less than a person would call hanging. */
const hangMs = 60_000;

/** The code it ended with, or `done`. Fails for a hang, an exception without a code, or a canary in what was said. */
export async function attack({ provider, log }: Victim, operation: Operation): Promise<string> {
  const signal = AbortSignal.timeout(hangMs);
  try {
    const code = await run(provider, operation, signal);
    return code ?? 'done';
  } catch (error) {
    assert.ok(!signal.aborted, `${operation} hangs`);
    assert.ok(isHarborError(error), `not coded: ${inspect(error)}`);
    assertNoCanary('the error', inspect(error, { depth: 9 }));
    return error.code;
  } finally {
    assertNoCanary('the log', log.text());
  }
}

async function run(
  provider: RegistryProvider,
  operation: Operation,
  signal: AbortSignal,
): Promise<string | undefined> {
  switch (operation) {
    case 'probe': {
      const verdict = await provider.probe({ signal });
      assertNoCanary('the verdict', JSON.stringify(verdict));
      return verdict.code;
    }
    case 'repositories':
      for await (const _ of provider.repositories({ signal }));
      return undefined;
    case 'tags':
      for await (const _ of provider.tags('team/app', { signal }));
      return undefined;
    case 'resolve':
      await provider.resolve('team/app', 'latest', { signal });
      return undefined;
    case 'manifest':
      await provider.manifest('team/app', digest, { signal });
      return undefined;
    case 'blob':
      return await readSome(provider, signal);
  }
}

async function readSome(provider: RegistryProvider, signal: AbortSignal): Promise<undefined> {
  let bytes = 0;
  for await (const chunk of provider.blob('team/app', digest, { signal })) {
    bytes += chunk.byteLength;
    if (bytes > blobBytesRead) return undefined;
  }
  return undefined;
}

export function http(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
): Buffer {
  const lines = Object.entries({ 'content-length': String(Buffer.byteLength(body)), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} Status\r\n${head}\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
}
