// One WebSocket as the far end of a link: sending, pinging, pausing, and an end that always comes. What the
// frames say is the connection's concern.
import type { Socket } from 'node:net';
import type { Meter } from '@harborguard/shared/metrics/meter.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { ControlPlaneFrame } from '@harborguard/shared/protocol/control-plane-frames.ts';
import { encodeFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import { closeCodes } from '@harborguard/shared/protocol/link-limits.ts';
import type { RawData, WebSocket } from 'ws';
import type { LinkPeer } from '../domain/sensors/live-links.ts';
import { LinkLiveness } from './link-liveness.ts';
import { PongWaiters } from './pong-waiters.ts';

/** A close handshake that takes longer is cut: the peer may be gone. */
const closeHandshakeMs = 2_000;
/** A peer that reads nothing of what it is sent is as good as gone. */
const sendBufferBytesMax = 16 * 1024 * 1024;

export interface LinkSocketDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly linkFrames?: Meter;
}

export interface LinkSocketListener {
  onMessage(bytes: Buffer, isBinary: boolean): void;
  /** Once, as soon as either side ends the link; the handshake may still be going on. */
  onEnd(): void;
}

export class LinkSocket implements LinkPeer {
  /** Resolves once the connection is gone. */
  readonly closed: Promise<void>;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #linkFrames: Meter | undefined;
  readonly #listener: LinkSocketListener;
  readonly #liveness: LinkLiveness;
  readonly #pongs: PongWaiters;
  #isPaused = false;
  #hasEnded = false;
  #closingMs: number | undefined;

  constructor(
    { clock, random, log, linkFrames }: LinkSocketDependencies,
    ends: { readonly webSocket: WebSocket; readonly socket: Socket },
    listener: LinkSocketListener,
  ) {
    const { webSocket, socket } = ends;
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#clock = clock;
    this.#linkFrames = linkFrames;
    this.#listener = listener;
    this.#liveness = new LinkLiveness(clock, random);
    this.#pongs = new PongWaiters(clock);
    webSocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    webSocket.on('ping', () => this.#liveness.noteHeard());
    webSocket.on('pong', () => {
      this.#liveness.noteHeard();
      this.#pongs.answer();
    });
    webSocket.on('error', (error) => log.debug('link failed', { error }));
    this.closed = new Promise((resolve) => {
      webSocket.once('close', () => {
        this.#end();
        resolve();
      });
    });
  }

  send(frame: ControlPlaneFrame): boolean {
    if (this.#hasEnded || this.#webSocket.readyState !== this.#webSocket.OPEN) return false;
    if (this.#webSocket.bufferedAmount > sendBufferBytesMax) {
      this.#webSocket.terminate();
      return false;
    }
    this.#webSocket.send(encodeFrame(frame));
    this.#linkFrames?.add({ direction: 'sent', kind: frame.kind });
    return true;
  }

  close(code: number, reason: string): void {
    if (this.#hasEnded) return;
    this.#closingMs = this.#clock.monotonicMs();
    // A paused socket would never see the other side agree.
    this.resume();
    this.#webSocket.close(code, reason);
    // A link that is being closed is closed to the rules; its socket may take a while to agree.
    this.#end();
  }

  terminate(): void {
    this.#webSocket.terminate();
  }

  answersPing(withinMs: number): Promise<boolean> {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return Promise.resolve(false);
    this.#webSocket.ping();
    return this.#pongs.wait(withinMs);
  }

  lastHeardAt(): number {
    return this.#liveness.heardAt;
  }

  pause(): void {
    this.#isPaused = true;
    this.#webSocket.pause();
  }

  resume(): void {
    if (this.#isPaused) this.#webSocket.resume();
    this.#isPaused = false;
  }

  /** Called every second. */
  tick(): void {
    if (this.#closingMs !== undefined) {
      const closingFor = this.#clock.monotonicMs() - this.#closingMs;
      if (closingFor > closeHandshakeMs) this.#webSocket.terminate();
      return;
    }
    const step = this.#liveness.check(this.#socket.bytesRead, this.#isPaused);
    if (step === 'silent') this.close(closeCodes.silent, 'SILENT');
    if (step === 'ping') this.#webSocket.ping();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#liveness.noteHeard();
    if (!this.#hasEnded) this.#listener.onMessage(bytesOf(data), isBinary);
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#pongs.giveUp();
    this.#listener.onEnd();
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
