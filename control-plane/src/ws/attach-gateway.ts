// Takes WebSocket upgrades of sensors on the server of the API: who may come in, which links are open, and how
// all of them end. What a link says is its connection's concern.
import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Meter } from '@harborguard/shared/metrics/meter.ts';
import type { Clock, Log, Random, Timer } from '@harborguard/shared/ports.ts';
import {
  closeCodes,
  controlPlaneStopMsMax,
  drainSpreadMs,
  frameBytesMax,
  linkPath,
  linkSubprotocol,
  silenceCheckIntervalMs,
} from '@harborguard/shared/protocol/link-limits.ts';
import { WebSocketServer } from 'ws';
import type { EnrolmentService } from '../domain/keys/enrolment-service.ts';
import type { KeyService } from '../domain/keys/key-service.ts';
import type { EnrolmentToken } from '../domain/keys/key-store.ts';
import type { LinkServices } from '../domain/sensors/create-fleet.ts';
import type { LinkKey } from '../domain/sensors/identify-sensor.ts';
import { Admission, upgradesPerSecondDefault } from './admission.ts';
import { EnrolmentConnection } from './enrolment-connection.ts';
import { LinkSocket, type LinkSocketListener } from './link-socket.ts';
import { type RefusedUpgrade, refuseUpgrade } from './refuse-upgrade.ts';
import { SensorConnection } from './sensor-connection.ts';
import { type WrongKeyLimit, WrongKeys } from './wrong-keys.ts';

export interface GatewayDependencies {
  readonly links: LinkServices;
  readonly keys: Pick<KeyService, 'authenticate' | 'unusable' | 'onRevoked'>;
  readonly enrolments: Pick<EnrolmentService, 'recognise' | 'enrol' | 'replace'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Of this program. */
  readonly version: string;
  readonly upgradesPerSecond?: number;
  readonly wrongKeys: WrongKeyLimit;
  /** Frames of every link, by direction and kind. */
  readonly linkFrames?: Meter;
}

type Entry =
  | { readonly kind: 'key'; readonly key: LinkKey }
  | { readonly kind: 'enrolment'; readonly token: EnrolmentToken };

export interface Gateway {
  readonly linkCount: number;
  /** Takes no more links, tells every sensor when to come back, commits what has arrived, and closes. */
  drain(): Promise<void>;
  /** Cuts what is left, at once. */
  close(): void;
}

export function attachGateway(server: Server, dependencies: GatewayDependencies): Gateway {
  const gateway = new LinkGateway(dependencies);
  server.on('upgrade', (request, socket, head) => gateway.onUpgrade(request, socket, head));
  return gateway;
}

class LinkGateway implements Gateway {
  readonly #dependencies: GatewayDependencies;
  readonly #connections = new Set<SensorConnection>();
  readonly #newcomers = new Set<EnrolmentConnection>();
  readonly #admission: Admission;
  readonly #wrongKeys: WrongKeys;
  // Frames up to twice the limit are received, so that their sender is told a code and not just cut off.
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: 2 * frameBytesMax,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: () => linkSubprotocol,
  });
  #timer: Timer | undefined;
  #isDraining = false;
  #isClosed = false;
  #isChecking = false;

  constructor(dependencies: GatewayDependencies) {
    const { clock, random, keys, upgradesPerSecond, wrongKeys } = dependencies;
    this.#dependencies = dependencies;
    this.#wrongKeys = new WrongKeys(clock, wrongKeys);
    this.#admission = new Admission(clock, random, upgradesPerSecond ?? upgradesPerSecondDefault);
    keys.onRevoked((keyIds) => this.#closeLinksOf(keyIds));
    this.#setTimer();
  }

  get linkCount(): number {
    return this.#connections.size;
  }

  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refused = this.#refusalOf(request);
    if (refused !== undefined) {
      refuseUpgrade(socket, refused);
      return;
    }
    this.#authenticate(request).then(
      (entry) => this.#admit({ request, socket, head, entry }),
      (error: unknown) => {
        this.#dependencies.log.error('a link could not be authenticated', { error });
        refuseUpgrade(socket, this.#unavailable());
      },
    );
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    const { random, clock } = this.#dependencies;
    const connections = [...this.#connections];
    for (const { socket } of connections) {
      const reconnectAfterMs = Math.floor(random.uniform() * drainSpreadMs);
      socket.send({ kind: 'drain', reconnectAfterMs });
    }
    await within(
      clock,
      controlPlaneStopMsMax.commits,
      connections.map((connection) => connection.flushed()),
    );
    for (const { socket } of connections) socket.close(closeCodes.restart, 'DRAIN');
    await Promise.all(connections.map((connection) => connection.left()));
    await within(
      clock,
      controlPlaneStopMsMax.closeHandshake,
      connections.map(({ socket }) => socket.closed),
    );
    this.close();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    for (const { socket } of [...this.#connections, ...this.#newcomers]) socket.terminate();
  }

  #refusalOf(request: IncomingMessage): RefusedUpgrade | undefined {
    const { url, headers } = request;
    if (pathOf(url) !== linkPath) return { code: 'NOT_FOUND' };
    if (this.#isDraining || this.#isClosed) return this.#unavailable();
    const wrongKeySeconds = this.#wrongKeys.retryAfterSeconds(request);
    if (wrongKeySeconds !== undefined) {
      return { code: 'RATE_LIMITED', headers: { 'Retry-After': String(wrongKeySeconds) } };
    }
    const seconds = this.#admission.retryAfterSeconds();
    if (seconds !== undefined) {
      const retry = { 'Retry-After': String(seconds) };
      return { code: 'RATE_LIMITED', status: 503, headers: retry };
    }
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (offered.includes(linkSubprotocol)) return undefined;
    const reason = `Control plane ${this.#dependencies.version} takes ${linkSubprotocol}.`;
    return { code: 'PROTOCOL_UNSUPPORTED', reason };
  }

  #unavailable(): RefusedUpgrade {
    const retry = { 'Retry-After': String(this.#admission.spreadSeconds()) };
    return { code: 'SHUTTING_DOWN', status: 503, headers: retry };
  }

  /** Wrong, revoked, expired and not for sensors: the answer is the same. */
  async #authenticate({ headers }: IncomingMessage): Promise<Entry | undefined> {
    const { keys, enrolments } = this.#dependencies;
    const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const principal = await keys.authenticate(bearer);
    if (principal.kind === 'principal') {
      return principal.keyKind === 'sensor' ? { kind: 'key', key: principal } : undefined;
    }
    const token = await enrolments.recognise(bearer);
    return token && { kind: 'enrolment', token };
  }

  #admit(upgrade: {
    readonly request: IncomingMessage;
    readonly socket: Duplex;
    readonly head: Buffer;
    readonly entry: Entry | undefined;
  }): void {
    const { request, socket, head, entry } = upgrade;
    if (entry === undefined) {
      this.#wrongKeys.note(request);
      const headers = { 'WWW-Authenticate': 'Bearer' };
      refuseUpgrade(socket, { code: 'UNAUTHORIZED', headers });
      return;
    }
    if (this.#isDraining || this.#isClosed) {
      refuseUpgrade(socket, this.#unavailable());
      return;
    }
    if (!(socket instanceof Socket)) {
      void socket.destroy();
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const open = (listener: LinkSocketListener) =>
        new LinkSocket(this.#dependencies, { webSocket, socket }, listener);
      if (entry.kind === 'enrolment') {
        const newcomer = new EnrolmentConnection(this.#dependencies, entry.token, open);
        this.#newcomers.add(newcomer);
        void newcomer.socket.closed.then(() => this.#newcomers.delete(newcomer));
        return;
      }
      const connection = new SensorConnection(this.#dependencies, entry.key, open);
      this.#connections.add(connection);
      void connection.socket.closed.then(() => this.#connections.delete(connection));
    });
  }

  #closeLinksOf(keyIds: readonly string[]): void {
    for (const { key, socket } of this.#connections) {
      if (keyIds.includes(key.keyId)) socket.close(closeCodes.keyRevoked, 'KEY_REVOKED');
    }
  }

  #setTimer(): void {
    this.#timer = this.#dependencies.clock.setTimer(silenceCheckIntervalMs, () => {
      if (this.#isClosed) return;
      this.#setTimer();
      for (const connection of [...this.#connections, ...this.#newcomers]) connection.tick();
      void this.#checkKeys();
    });
  }

  /** Finds keys that expired, or that another process has revoked. */
  async #checkKeys(): Promise<void> {
    const keyIds = [...new Set([...this.#connections].map(({ key }) => key.keyId))];
    if (this.#isChecking || keyIds.length === 0) return;
    this.#isChecking = true;
    try {
      this.#closeLinksOf(await this.#dependencies.keys.unusable(keyIds));
    } catch (error) {
      this.#dependencies.log.error('the keys of links could not be checked', { error });
    } finally {
      this.#isChecking = false;
    }
  }
}

function pathOf(url: string | undefined): string {
  return (url ?? '').split('?', 1)[0] ?? '';
}

/** Resolves when all have, or when the time is up. */
function within(clock: Clock, limitMs: number, promises: readonly Promise<void>[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(limitMs, resolve);
    void Promise.all(promises).then(() => {
      timer.cancel();
      resolve();
    });
  });
}
