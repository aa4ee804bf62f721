// A control plane that does what a test tells it: a real WebSocket server whose frames are seen and written by hand.
// For tests of the link only.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { decodeChunk } from '@harborguard/shared/protocol/chunk-frame.ts';
import type {
  ControlPlaneFrame,
  Welcome,
} from '@harborguard/shared/protocol/control-plane-frames.ts';
import { decodeSensorFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import { frameBytesMax, linkSubprotocol } from '@harborguard/shared/protocol/link-limits.ts';
import type { SensorFrame } from '@harborguard/shared/protocol/sensor-frames.ts';
import { type WebSocket, WebSocketServer } from 'ws';

type FrameOf<Kind extends SensorFrame['kind']> = Extract<SensorFrame, { kind: Kind }>;

/** A queue of what happened, which a test awaits one by one. */
class Happenings<Item> {
  readonly #items: Item[] = [];
  readonly #waiters: ((item: Item) => void)[] = [];

  add(item: Item): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter(item);
    else this.#items.push(item);
  }

  next(): Promise<Item> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** What has come and was not awaited; it is taken out. */
  drain(): Item[] {
    return this.#items.splice(0);
  }
}

export interface Chunk {
  readonly seq: number;
  readonly index: number;
  readonly payload: Buffer;
}

export class ScriptedConnection {
  readonly upgrade: IncomingMessage;
  readonly closed: Promise<number>;
  readonly chunks: Chunk[] = [];
  /** Called for each frame, before it can be awaited. */
  onFrame: ((frame: SensorFrame) => void) | undefined;
  readonly #socket: WebSocket;
  readonly #frames = new Map<string, Happenings<SensorFrame>>();
  pings = 0;

  constructor(socket: WebSocket, upgrade: IncomingMessage) {
    this.#socket = socket;
    this.upgrade = upgrade;
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('ping', () => {
      this.pings += 1;
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#takeChunk(data);
      else this.#takeText(data.toString('utf8'));
    });
  }

  /** The next frame of this kind, come already or still to come; frames of other kinds stay. */
  async next<Kind extends SensorFrame['kind']>(kind: Kind): Promise<FrameOf<Kind>> {
    return (await this.#of(kind).next()) as FrameOf<Kind>;
  }

  come<Kind extends SensorFrame['kind']>(kind: Kind): FrameOf<Kind>[] {
    return this.#of(kind).drain() as FrameOf<Kind>[];
  }

  send(frame: ControlPlaneFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  ping(): void {
    this.#socket.ping();
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** As when the network goes away. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Reads nothing and answers nothing from now on, as a half-open connection. */
  freeze(): void {
    this.#socket.pause();
  }

  /** Answers the hello of this connection. */
  async welcome(changes: Partial<Welcome> = {}): Promise<FrameOf<'hello'>> {
    const hello = await this.next('hello');
    this.send({ ...welcomeFor(hello.sensorId), ...changes });
    return hello;
  }

  #takeText(text: string): void {
    const decoded = decodeSensorFrame(text);
    assert.equal(decoded.kind, 'frame', `the sensor sent a frame against its schema: ${text}`);
    if (decoded.kind !== 'frame') return;
    this.onFrame?.(decoded.frame);
    this.#of(decoded.frame.kind).add(decoded.frame);
  }

  #takeChunk(data: Buffer): void {
    const chunk = decodeChunk(data);
    assert.ok(chunk, 'the sensor sent a binary frame that is no chunk');
    this.chunks.push({ ...chunk, payload: Buffer.from(chunk.payload) });
  }

  #of(kind: string): Happenings<SensorFrame> {
    const known = this.#frames.get(kind) ?? new Happenings<SensorFrame>();
    this.#frames.set(kind, known);
    return known;
  }
}

export function welcomeFor(sensorId: string): Welcome {
  return {
    kind: 'welcome',
    protocol: 1,
    sensorId,
    ackedUpTo: 0,
    serverTime: Date.UTC(2026, 0, 1),
    heartbeatIntervalMs: 30_000,
    credit: { messages: 64, bytes: 4 * 1024 * 1024 },
    reconnectFloorMs: 0,
    configuration: { registries: [] },
    jobs: [],
  };
}

interface ServerTls {
  readonly key: string;
  readonly cert: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class ScriptedControlPlane {
  readonly #server: Server;
  readonly #isSecure: boolean;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameBytesMax,
    perMessageDeflate: false,
    handleProtocols: () => linkSubprotocol,
  });
  readonly #connections = new Happenings<ScriptedConnection>();
  readonly #answers: HttpAnswer[] = [];
  readonly #open = new Set<Duplex>();
  /** The Authorization header of every try. */
  readonly authorizations: (string | undefined)[] = [];

  private constructor(tls?: ServerTls) {
    this.#isSecure = tls !== undefined;
    this.#server = tls === undefined ? createServer() : createSecureServer({ ...tls });
    this.#server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
    });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  static async start(tls?: ServerTls): Promise<ScriptedControlPlane> {
    const controlPlane = new ScriptedControlPlane(tls);
    controlPlane.#server.listen(0, '127.0.0.1');
    await once(controlPlane.#server, 'listening');
    return controlPlane;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#isSecure ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** The next try is answered with this instead of a WebSocket. */
  refuseNext(answer: HttpAnswer): void {
    this.#answers.push(answer);
  }

  connection(): Promise<ScriptedConnection> {
    return this.#connections.next();
  }

  /** Nobody answers any more; a second call does nothing. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.authorizations.push(request.headers.authorization);
    const answer = this.#answers.shift();
    if (answer !== undefined) {
      socket.end(asText(answer));
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#connections.add(new ScriptedConnection(webSocket, request));
    });
  }
}

function asText({ status, headers = {}, body = '' }: HttpAnswer): string {
  const all = { ...headers, 'content-length': String(body.length), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} No`, ...lines, '', body].join('\r\n');
}
