// A control plane with its gateway on a port of the system's choice, and sensors that are plain WebSockets: what
// goes over the wire is written out by the test. For tests only.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { ControlPlaneFrame } from '@harborguard/shared/protocol/control-plane-frames.ts';
import { decodeControlPlaneFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import { linkPath, linkSubprotocol } from '@harborguard/shared/protocol/link-limits.ts';
import type { Hello, SensorFrame } from '@harborguard/shared/protocol/sensor-frames.ts';
import { WebSocket } from 'ws';
import { attachGateway, type Gateway } from '../ws/attach-gateway.ts';
import { idleHeartbeat } from './fake-sensor.ts';
import { FleetWorld, type TestKey } from './fleet-world.ts';

type FrameOf<Kind extends ControlPlaneFrame['kind']> = Extract<
  ControlPlaneFrame,
  { readonly kind: Kind }
>;

export class LinkWorld {
  readonly fleet: FleetWorld;
  readonly gateway: Gateway;
  readonly url: string;
  readonly #clients: SensorClient[] = [];

  private constructor(fleet: FleetWorld, server: Server, gateway: Gateway) {
    this.fleet = fleet;
    this.gateway = gateway;
    const { port } = server.address() as AddressInfo;
    this.url = `ws://127.0.0.1:${port}${linkPath}`;
  }

  static async open(
    t: TestContext,
    options: { readonly upgradesPerSecond?: number; readonly wrongKeysPerMinute?: number } = {},
  ): Promise<LinkWorld> {
    const fleet = await FleetWorld.open(t);
    const { clock, random, log, keys, enrolments } = fleet;
    const server = createServer();
    const links = fleet.fleet.links;
    const { wrongKeysPerMinute = 0, ...limits } = options;
    const gateway = attachGateway(server, {
      clock,
      random,
      log,
      keys,
      enrolments,
      links,
      version: '0.0.0-test',
      wrongKeys: { perMinute: wrongKeysPerMinute, trustedProxies: [] },
      ...limits,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const world = new LinkWorld(fleet, server, gateway);
    t.after(async () => {
      for (const client of world.#clients) client.socket.terminate();
      gateway.close();
      server.close();
      await once(server, 'close');
    });
    return world;
  }

  dial(key: string, protocols: readonly string[] = [linkSubprotocol]): SensorClient {
    const headers = { authorization: `Bearer ${key}` };
    const client = new SensorClient(new WebSocket(this.url, [...protocols], { headers }));
    this.#clients.push(client);
    return client;
  }

  /** Dialled, greeted, welcomed, and one heartbeat sent. */
  async connect(key: TestKey, changes: Partial<Hello> = {}): Promise<SensorClient> {
    const client = this.dial(key.text);
    await client.opened;
    client.send(this.fleet.hello(changes));
    await client.next('welcome');
    client.send(idleHeartbeat(this.fleet.clock.now()));
    return client;
  }

  /** Time passes on links that are alive: each is heard in between, as it would be. */
  async advance(durationMs: number, alive: readonly SensorClient[]): Promise<void> {
    const stepMs = 5_000;
    for (let left = durationMs; left > 0; left -= stepMs) {
      await this.fleet.clock.advance(Math.min(stepMs, left));
      await Promise.all(alive.map((client) => client.roundTrip()));
    }
  }
}

export class SensorClient {
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  /** The close code. */
  readonly closed: Promise<number>;
  /** Status, headers and body, when the upgrade was refused. */
  readonly refused: Promise<{
    readonly status: number;
    readonly retryAfter: string | undefined;
    readonly body: { readonly error: { readonly code: string } };
  }>;
  readonly frames: ControlPlaneFrame[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #taken = new Map<string, number>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const decoded = decodeControlPlaneFrame(String(data));
      assert.ok(decoded.kind === 'frame', 'the control plane speaks its own protocol');
      this.frames.push(decoded.frame);
      for (const listener of [...this.#listeners]) listener();
    });
    this.opened = new Promise((resolve) => socket.once('open', () => resolve()));
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)));
    this.refused = new Promise((resolve) => {
      socket.once('unexpected-response', (_request, response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: response.headers['retry-after'],
            body: JSON.parse(text),
          }),
        );
      });
    });
  }

  send(frame: SensorFrame | Readonly<Record<string, unknown>>): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next frame of this kind that no earlier call has returned. */
  async next<Kind extends ControlPlaneFrame['kind']>(kind: Kind): Promise<FrameOf<Kind>> {
    const taken = this.#taken.get(kind) ?? 0;
    this.#taken.set(kind, taken + 1);
    for (;;) {
      const frame = this.sent(kind)[taken];
      if (frame !== undefined) return frame;
      await this.#changed();
    }
  }

  /** The first ack that covers this seq. */
  async acked(seq: number): Promise<FrameOf<'ack'>> {
    for (;;) {
      const ack = await this.next('ack');
      if (ack.upTo >= seq) return ack;
    }
  }

  sent<Kind extends ControlPlaneFrame['kind']>(kind: Kind): readonly FrameOf<Kind>[] {
    return this.frames.filter((frame): frame is FrameOf<Kind> => frame.kind === kind);
  }

  /** Resolves once the other side has read everything sent until now. */
  async roundTrip(): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const answered = once(this.socket, 'pong');
    this.socket.ping();
    await answered;
  }

  /** From here on it is half-open: it neither reads nor answers. */
  freeze(): void {
    this.socket.pause();
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      const listener = (): void => {
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }
}
